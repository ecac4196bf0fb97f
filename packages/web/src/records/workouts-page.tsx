import type { WorkoutResource } from '@coach-stream/client';
import { Dumbbell } from 'lucide-react';
import { useCallback } from 'react';
import { useApp } from '../app/app-context.ts';
import { formatTime } from '../parts/format-time.ts';
import { Page } from '../parts/page.tsx';
import { describeExercise } from './describe-exercise.ts';
import { RecordList } from './record-list.tsx';
import { usePages } from './use-pages.ts';

/** What was trained, latest first. */
export function WorkoutsPage() {
  const { client, userId } = useApp();
  const read = useCallback(
    async (cursor: string | undefined, signal?: AbortSignal) => {
      const { workouts, nextCursor } = await client.api.workouts.list({ userId }, { cursor, signal });
      return { items: workouts, nextCursor };
    },
    [client, userId],
  );
  return (
    <Page title="Workouts" lead="Tell a coach what you did, or begin a message with /log-workout.">
      <RecordList
        pages={usePages(read)}
        noun="workout"
        idOf={({ workoutId }) => workoutId}
        nameOf={titleOf}
        onDelete={({ workoutId }) => client.api.workouts.delete({ userId, workoutId })}
        show={(workout) => <Workout workout={workout} />}
        empty={
          <>
            <Dumbbell size={28} aria-hidden />
            <h2>No workouts yet</h2>
            <p>The first one that you tell a coach about appears here.</p>
          </>
        }
      />
    </Page>
  );
}

function titleOf({ workoutName, discipline }: WorkoutResource): string {
  const title = workoutName ?? discipline;
  return title.slice(0, 1).toUpperCase() + title.slice(1);
}

function Workout({ workout }: { readonly workout: WorkoutResource }) {
  const { completedAt, workoutType, durationMinutes, intensity, perceivedExertion, exercises, notes } = workout;
  const facts = [
    workoutType,
    durationMinutes === undefined ? undefined : `${durationMinutes} min`,
    intensity && `${intensity} intensity`,
    perceivedExertion === undefined ? undefined : `effort ${perceivedExertion} of 10`,
  ].filter((fact) => fact !== undefined);
  return (
    <>
      <h2>
        {titleOf(workout)} <time dateTime={completedAt}>{formatTime(completedAt)}</time>
      </h2>
      <p className="facts">
        {facts.map((fact) => (
          <span className="badge" key={fact}>
            {fact}
          </span>
        ))}
      </p>
      <ul className="exercises">
        {exercises.map(describeExercise).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {notes && <p className="record-note">{notes}</p>}
    </>
  );
}
