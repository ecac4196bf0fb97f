import type { CreatorProgress, SophisticationLevel } from '@coach-stream/client';
import { useId } from 'react';

const LEVELS: Readonly<Record<SophisticationLevel, string>> = {
  unknown: 'Getting to know you',
  beginner: 'Beginner',
  intermediate: 'Intermediate',
  advanced: 'Advanced',
};

/** How many questions are answered, and how much the person seems to know about training. */
export function CreatorProgressBar({ progress }: { readonly progress: CreatorProgress }) {
  const { questionsCompleted, totalQuestions, percentage, sophisticationLevel } = progress;
  const labelId = useId();
  return (
    <div className="creator-progress">
      <div className="creator-progress-words">
        <span id={labelId}>
          {questionsCompleted} of {totalQuestions} questions
        </span>
        <span className="badge">{LEVELS[sophisticationLevel]}</span>
      </div>
      <progress aria-labelledby={labelId} max={100} value={percentage} />
    </div>
  );
}
