import {
  buildPath,
  type CoachConfigStatus,
  type CompleteEvent,
  coachConfigStatusSchema,
  creatorSessionDetailSchema,
  type StartedCreatorSession,
  startedCreatorSessionSchema,
} from '@coach-stream/streaming-core/contract';
import { type SendOptions, type StreamUnderTest, send } from './conversations.ts';
import { functionProcesses } from './faults.ts';
import { control, type LocalRunUnderTest, type ReceivedStream, terminals } from './local-run.ts';
import { callRest, eventually } from './rest.ts';

/** A coach creator session of the demo user's. */
export interface SessionUnderTest extends StreamUnderTest {
  readonly ids: { readonly userId: string; readonly sessionId: string };
  readonly started: StartedCreatorSession;
}

/** Answers by question; what is not here is answered as an intermediate lifter would. */
export type Answers = Readonly<Record<string, string>>;

const ANSWERS: Answers = {
  goalsAndTimeline: 'I want to squat 140 kg by next summer and lose a little weight.',
  ageAndLifeStage: 'I am 36 and have two small children.',
  experienceLevel: 'I have lifted for about three years, mostly 5x5 and some hypertrophy blocks.',
  trainingFrequencyAndTime: 'Four times a week, an hour in the evening.',
  injuriesAndLimitations: 'None.',
  equipmentAndEnvironment: 'A rack, a barbell and dumbbells in my garage.',
  movementPreferences: 'I love squats and rows, I do not like running.',
  coachingStyle: 'Calm and friendly, please, with reasons.',
  successMetrics: 'My lifts, and how I sleep.',
  competitionGoals: 'Maybe a small local meet next year.',
};

/** Begins a session through the REST API. */
export async function newSession(run: LocalRunUnderTest): Promise<SessionUnderTest> {
  const { userId } = run.ids;
  const { body } = await callRest(run, 'POST', buildPath('coachCreatorSessions', { userId }), {});
  const started = startedCreatorSessionSchema.parse(body);
  const ids = { userId, sessionId: started.sessionId };
  return {
    ids,
    started,
    token: await run.demoToken(),
    streamUrl: `${run.outputs.streams.coachCreatorSession}${buildPath('coachCreatorSessionStream', ids)}`,
  };
}

/** A reply of a session, and what it tells at its end. */
export interface CreatorReply {
  readonly questionId: string;
  readonly received: ReceivedStream;
  readonly complete: CompleteEvent;
}

/** Sends an answer, and expects a whole reply. */
export async function answer(
  session: SessionUnderTest,
  text: string,
  options?: SendOptions,
): Promise<Omit<CreatorReply, 'questionId'>> {
  const received = await send(session, text, { method: 'PUT', ...options });
  const [terminal] = terminals(received);
  if (terminal?.type !== 'complete') {
    throw new Error(`${received.status}: ${received.body.slice(-300)}`);
  }
  return { received, complete: terminal };
}

/** Answers a session to its end. @returns the replies, in order */
export async function finishSession(session: SessionUnderTest, answers: Answers = {}): Promise<CreatorReply[]> {
  const replies: CreatorReply[] = [];
  let questionId: string | null | undefined = session.started.currentQuestion?.questionId;
  while (typeof questionId === 'string') {
    const text = answers[questionId] ?? ANSWERS[questionId] ?? 'Nothing special.';
    const reply = await answer(session, text, { questionId });
    replies.push({ questionId, ...reply });
    questionId = reply.complete.progressDetails?.currentQuestion;
  }
  return replies;
}

/** A session as it is now. */
export async function readSession(run: LocalRunUnderTest, { ids }: SessionUnderTest) {
  const { body } = await callRest(run, 'GET', buildPath('coachCreatorSession', ids));
  return creatorSessionDetailSchema.parse(body);
}

/** Where the building of a session's coach stands. */
export async function configStatus(run: LocalRunUnderTest, { ids }: SessionUnderTest): Promise<CoachConfigStatus> {
  const { body } = await callRest(run, 'GET', buildPath('coachConfigStatus', ids));
  return coachConfigStatusSchema.parse(body);
}

/** Waits until the building of a session's coach has ended. */
export function builtStatus(run: LocalRunUnderTest, session: SessionUnderTest): Promise<CoachConfigStatus> {
  return eventually(
    () => configStatus(run, session),
    ({ status }) => status === 'complete' || status === 'failed',
  );
}

/** Fires the sweep of builds now. */
export async function sweepBuilds(run: LocalRunUnderTest): Promise<void> {
  const schedules = (await control(run, 'GET', '/schedules')) as { logicalId: string }[];
  const { logicalId = '' } = schedules.find((schedule) => schedule.logicalId.startsWith('SweepBuilds')) ?? {};
  await control(run, 'POST', `/schedules/${logicalId}/run`);
}

/** Lets the next invocation of the builder be lost. */
export async function loseBuild(run: LocalRunUnderTest): Promise<void> {
  const { name } = await functionProcesses(run, 'BuildCoachConfig');
  await control(run, 'POST', `/functions/${name}/fault`, { kind: 'exit' });
}
