import { randomUUID } from 'node:crypto';
import {
  type ConversationRef,
  createCoachRepository,
  createConversationRepository,
  MAX_ENDED_TURN_IDS,
  type Table,
} from '@coach-stream/store';
import { tokensOf } from '../shapes.ts';

const COACH_ID = 'coach_01K0000000000000000000DEM0';
const MINUTE_MS = 60_000;
/** Messages that are stored at once. */
const PARALLEL_TURNS = 25;

/** Puts a conversation of so many messages, as its turns would have left it. @param messages even */
export async function seedConversation(table: Table, messages: number): Promise<ConversationRef> {
  const turnCount = messages / 2;
  const beganAt = Date.now() - (turnCount + 1) * MINUTE_MS;
  const timeOf = (nth: number) => new Date(beganAt + nth * MINUTE_MS).toISOString();
  const ref = { userId: randomUUID(), coachId: COACH_ID, conversationId: `conv_${randomUUID()}` };
  const turns = Array.from({ length: turnCount }, (_, nth) => ({ turnId: randomUUID(), claimedAt: timeOf(nth) }));
  const last = turns.at(-1);
  await createCoachRepository(table).create(ref.userId, coach(timeOf(0)));
  const repository = createConversationRepository(table);
  await repository.create({
    ...ref,
    title: 'Heavy squats after a long break',
    messageCount: messages,
    endedTurnIds: turns.slice(-MAX_ENDED_TURN_IDS).map(({ turnId }) => turnId),
    ...(last && { lastMessageAt: last.claimedAt, lastTurnId: last.turnId }),
    createdAt: timeOf(0),
    updatedAt: timeOf(turnCount),
    version: 1 + 2 * turnCount,
  });
  const content = tokensOf('short').join('');
  for (let first = 0; first < turnCount; first += PARALLEL_TURNS) {
    await Promise.all(
      turns.slice(first, first + PARALLEL_TURNS).flatMap(({ turnId, claimedAt }) => {
        const fields = { turnId, claimedAt, createdAt: claimedAt };
        return [
          repository.putUserMessage(ref, {
            ...fields,
            messageId: `msg_${turnId}_0`,
            role: 'user',
            content: 'And after that?',
          }),
          repository.putAssistantMessage(ref, {
            ...fields,
            messageId: `msg_${turnId}_1`,
            role: 'assistant',
            content,
            state: 'complete',
          }),
        ];
      }),
    );
  }
  return ref;
}

function coach(createdAt: string) {
  const text = 'Short paragraphs, plain words, one question at a time.';
  return {
    coachId: COACH_ID,
    coachName: 'Robin',
    coachDescription: 'Patient strength and mobility coach',
    prompts: {
      personality: text,
      safety: text,
      motivation: text,
      methodology: text,
      communicationStyle: text,
      adaptation: text,
    },
    metadata: { version: 1, createdAt },
  };
}
