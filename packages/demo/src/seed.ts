import {
  type Coach,
  createCoachRepository,
  createConversationRepository,
  createProfileRepository,
  createTableClient,
} from '@coach-stream/store';
import type { DemoIds, Operator } from './local-folder.ts';

const COACH_ID = 'coach_01K0000000000000000000DEM0';
const CONVERSATION_ID = 'conv_01K0000000000000000000DEM0';

/**
 * Gives a user a profile, a coach and a conversation. What is there already is left as it is.
 */
export async function seed(userId: string, region: string, operator: Operator): Promise<DemoIds> {
  const { endpoint, accessKeyId, secretAccessKey, tableName } = operator;
  const client = createTableClient({
    region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  const table = { client, tableName };
  const now = new Date().toISOString();
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await Promise.all([
    createProfileRepository(table).create({
      userId,
      displayName: 'Sam',
      timezone,
      unitSystem: 'metric',
      createdAt: now,
    }),
    createCoachRepository(table).create(userId, demoCoach(now)),
    createConversationRepository(table).create({
      userId,
      coachId: COACH_ID,
      conversationId: CONVERSATION_ID,
      endedTurnIds: [],
      messageCount: 0,
      createdAt: now,
      updatedAt: now,
      version: 1,
    }),
  ]);
  client.destroy();
  return { userId, coachId: COACH_ID, conversationId: CONVERSATION_ID };
}

function demoCoach(createdAt: string): Coach {
  return {
    coachId: COACH_ID,
    coachName: 'Robin',
    coachDescription: 'Patient strength and mobility coach',
    prompts: {
      personality: 'Warm, calm and exact. Explains the why in a sentence, never lectures.',
      safety: 'No known injuries. Asks before the first heavy set of a day how the body feels.',
      motivation: 'Names small progress and ties it to what the person wants.',
      methodology: 'Linear progression on a few main lifts, with mobility work between sessions.',
      communicationStyle: 'Short paragraphs, plain words, one question at a time.',
      adaptation: 'Fewer options and more detail for a beginner; numbers and trade-offs for the experienced.',
    },
    metadata: { version: 1, createdAt },
  };
}
