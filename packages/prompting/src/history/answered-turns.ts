import type { AssistantMessage, StoredMessage, UserMessage } from '@coach-stream/store';

/** A question and its answer. */
export interface AnsweredTurn {
  readonly turnId: string;
  readonly question: UserMessage;
  readonly answer: AssistantMessage;
}

/**
 * The turns of a conversation that have an answer, in order of their answers.
 *
 * @param messages oldest first
 */
export function answeredTurns(messages: readonly StoredMessage[]): AnsweredTurn[] {
  const questions = new Map<string, UserMessage>();
  const turns: AnsweredTurn[] = [];
  for (const message of messages) {
    const question = questions.get(message.turnId);
    if (message.role === 'user') {
      questions.set(message.turnId, message);
    } else if (question !== undefined) {
      turns.push({ turnId: message.turnId, question, answer: message });
    }
  }
  return turns;
}
