import type { CoachStreamClientOptions } from '../src/client-options.ts';
import type { CoachStreamClient } from '../src/coach-stream-client.ts';
import { createCoachStreamClient } from '../src/create-client.ts';
import type { SendOptions, TransportChange } from '../src/turn-stream.ts';
import { type Answer, type AskedFor, type LoopbackServer, startLoopbackServer } from './loopback-server.ts';
import { type Reading, readAll } from './reading.ts';
import { IDS, TURN_ID } from './turns.ts';

/** The message of the tests. */
export const MESSAGE = { userResponse: 'How do I warm up?', turnId: TURN_ID };

/** What a stage answers. */
export type Answers = Partial<Record<AskedFor, Answer>>;

/** A stage and its client. */
export interface OpenedClient {
  readonly client: CoachStreamClient;
  readonly server: LoopbackServer;
}

/** A turn that was read, and what it told its hooks. */
export interface ReadTurn extends Reading {
  readonly changes: readonly TransportChange[];
  readonly resumes: readonly number[];
  readonly asked: readonly AskedFor[];
  readonly server: LoopbackServer;
}

const servers: LoopbackServer[] = [];

/** Closes all stages; to be called after each test. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

/** Starts a stage and makes its client, which comes back fast. `outputs` changes what the outputs file says. */
export async function openClient(
  answers: Answers,
  { outputs, ...options }: Partial<CoachStreamClientOptions> & { outputs?: object } = {},
): Promise<OpenedClient> {
  const server = await startLoopbackServer(answers);
  servers.push(server);
  const client = createCoachStreamClient({
    getToken: () => 'token',
    ...options,
    outputs: { ...server.outputs, ...outputs },
    settings: { backoffBaseMs: 1, ...options.settings },
  });
  return { client, server };
}

/** Reads one turn of a new stage. */
export async function readTurnOf(
  answers: Answers,
  { send, ...options }: Partial<CoachStreamClientOptions> & { outputs?: object; send?: Partial<SendOptions> } = {},
): Promise<ReadTurn> {
  const { client, server } = await openClient(answers, options);
  const changes: TransportChange[] = [];
  const resumes: number[] = [];
  const reading = await readAll(
    client.streamCoachConversation(IDS, {
      ...MESSAGE,
      ...send,
      onTransportChange: (change) => changes.push(change),
      onResume: (attempt) => resumes.push(attempt),
    }),
  );
  return { ...reading, changes, resumes, asked: server.asked(), server };
}
