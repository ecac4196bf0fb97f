import type { ConversationExtra } from '@coach-stream/client/agents';
import { Brain, Dumbbell } from 'lucide-react';

/** What the last turn has kept beside its answer. */
export function OutcomeBadges({ workoutLogged, memorySaved }: ConversationExtra) {
  if (workoutLogged === undefined && memorySaved === undefined) {
    return null;
  }
  return (
    <p className="outcomes" role="status">
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
