import type { AnswerEffects } from '@coach-stream/client';
import { Brain, Dumbbell } from 'lucide-react';

/** What an answer has kept; the lists that the badges lead to show it as long as it is not deleted. */
export function OutcomeBadges({ workoutLogged, memorySaved }: AnswerEffects) {
  if (workoutLogged === undefined && memorySaved === undefined) {
    return null;
  }
  return (
    <p className="outcomes">
      {workoutLogged && (
        <a className="badge badge-good" href="#/workouts">
          <Dumbbell size={14} aria-hidden /> Workout logged: {workoutLogged.discipline}
        </a>
      )}
      {memorySaved && (
        <a className="badge badge-good" href="#/memories" title={memorySaved.content}>
          <Brain size={14} aria-hidden /> Kept in mind
        </a>
      )}
    </p>
  );
}

/** The same in words, to be read out. */
export function describeOutcomes({ workoutLogged, memorySaved }: AnswerEffects): string {
  return [workoutLogged && `Workout logged: ${workoutLogged.discipline}.`, memorySaved && 'Kept in mind.']
    .filter((words) => words !== undefined)
    .join(' ');
}
