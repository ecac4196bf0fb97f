import type { PersonaList } from '@coach-stream/client';
import { ChevronRight } from 'lucide-react';
import { Avatar } from '../parts/avatar.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { personaName } from './persona-name.ts';

interface PersonaPickerProps {
  /** `undefined` until they are read, or where they could not be. */
  readonly personas: PersonaList['personas'] | undefined;
  readonly isLoading: boolean;
  readonly isDisabled: boolean;
  readonly onPick: (persona: string) => void;
}

/** Who there is to chat with. */
export function PersonaPicker({ personas, isLoading, isDisabled, onPick }: PersonaPickerProps) {
  return (
    <section className="persona-picker" aria-labelledby="personas">
      <h2 id="personas">Who would you like to talk to?</h2>
      <p className="lead">No questions first. A chat knows your name, units and standing order, and no workouts.</p>
      {isLoading && <Skeleton rows={2} />}
      <ul>
        {personas?.map(({ id, description }) => (
          <li key={id}>
            <button type="button" className="card card-link" aria-disabled={isDisabled} onClick={() => onPick(id)}>
              <Avatar name={personaName(id)} size={44} />
              <span className="card-text">
                <strong>{personaName(id)}</strong>
                <span>{description}</span>
              </span>
              <ChevronRight size={18} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
