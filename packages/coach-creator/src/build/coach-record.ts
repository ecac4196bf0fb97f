import { cutText } from '@coach-stream/prompting';
import type { SemanticRecord } from '@coach-stream/retrieval';
import type { Coach, CreatorSession } from '@coach-stream/store';

const MAX_ANSWER_CHARACTERS = 600;

/**
 * What somebody told when they made a coach, as it is found by its meaning: by every coach of theirs. One record a
 * session, however often it is written.
 */
export function coachRecord(session: CreatorSession, coach: Coach): SemanticRecord {
  const { userId, sessionId, answers, completedAt, lastActivityAt } = session;
  const { coachName, coachDescription, methodology, technical } = coach;
  const limits = technical?.injuryConsiderations.join(', ') ?? '';
  return {
    namespace: { kind: 'user', userId },
    recordType: 'coachCreatorSummary',
    entityId: sessionId,
    text: [
      `What the person told when the coach ${coachName} (${coachDescription}) was made for them.`,
      ...(methodology === undefined ? [] : [`Methodology: ${methodology.primary}. ${methodology.reasoning}`]),
      ...(limits === '' ? [] : [`Injuries and limits: ${limits}.`]),
      ...Object.entries(answers).map(
        ([question, { text, followUps }]) =>
          `${question}: ${cutText([text, ...followUps].join(' '), MAX_ANSWER_CHARACTERS)}`,
      ),
    ].join('\n'),
    recordedAt: completedAt ?? lastActivityAt,
  };
}
