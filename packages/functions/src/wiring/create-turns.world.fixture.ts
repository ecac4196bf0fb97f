import { randomUUID } from 'node:crypto';
import {
  type Coach,
  type Conversation,
  type ConversationRef,
  createCoachRepository,
  createConversationPages,
  createConversationRepository,
  createTurnRepository,
  DEFAULT_TURN_TTL,
  type StoredMessage,
  type TurnSubject,
  type UserLimits,
} from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import type { TurnState } from '@coach-stream/turn-engine';
import type { LoopbackTable } from '../../../store/test/loopback-table.ts';
import { ManualClock } from '../../../streaming-core/test/manual-clock.ts';
import { InMemoryReader } from '../../../turn-engine/test/in-memory-reader.ts';
import { LEASE_MS, LIMITS, type ModelScript, TurnEnvironment } from './create-turns.environment.fixture.ts';
import { TableGate } from './create-turns.gate.fixture.ts';
import { userLimits } from './user-limits.ts';

/** How finely time passes, in milliseconds: what comes due within a step happens at once. */
const STEP_MS = 25;

/** The turn that is sent when all others have ended. */
export const LAST_TURN_ID = 'turn-last';

const TEXTS = { personality: '', safety: '', motivation: '', methodology: '', communicationStyle: '', adaptation: '' };

/** A client, and where it reads. */
interface Client {
  readonly turnId: string;
  readonly reader: InMemoryReader;
  environment: TurnEnvironment | undefined;
}

/** One conversation on a real table, the environments that answer in it, and the clients that read. */
export class TurnWorld {
  readonly clock = new ManualClock();
  readonly gate: TableGate;
  readonly ref: ConversationRef = { userId: randomUUID(), coachId: 'coach', conversationId: 'conversation' };
  readonly clients = new Map<string, Client>();
  readonly #table: LoopbackTable;
  readonly #script: ModelScript;
  readonly #environments: (TurnEnvironment | undefined)[] = [];
  readonly #all: TurnEnvironment[] = [];
  readonly #pick: (count: number) => number;

  /** @param picks which of the waiting table calls is next, each time; the first one when there are no more picks */
  constructor(table: LoopbackTable, script: ModelScript, picks: readonly number[]) {
    this.#table = table;
    this.#script = script;
    this.gate = new TableGate(table);
    const left = picks.values();
    this.#pick = () => left.next().value ?? 0;
  }

  /** Puts the conversation and its coach. */
  async create(): Promise<void> {
    const { userId, coachId, conversationId } = this.ref;
    const createdAt = new Date(this.clock.now()).toISOString();
    const coach: Coach = {
      coachId,
      coachName: 'Coach',
      coachDescription: '',
      prompts: TEXTS,
      metadata: { version: 1, createdAt },
    };
    const head: Conversation = {
      userId,
      coachId,
      conversationId,
      messageCount: 0,
      endedTurnIds: [],
      createdAt,
      updatedAt: createdAt,
      version: 1,
    };
    await createCoachRepository(this.#table).create(userId, coach);
    await createConversationRepository(this.#table).create(head);
  }

  /** The environment of that number: a new one where it has died. */
  environment(number: number): TurnEnvironment {
    const known = this.#environments[number];
    if (known !== undefined && !known.isDead) {
      return known;
    }
    const environment = new TurnEnvironment(this.gate, this.clock, this.#script);
    this.#environments[number] = environment;
    this.#all.push(environment);
    return environment;
  }

  /** Sends a message for a client, which has what it has. */
  post(turnId: string, name: string, environment: TurnEnvironment): InMemoryReader {
    const client = this.#clientOf(turnId, name);
    client.environment = environment;
    void client.reader.read(environment.post(this.ref, turnId, client.reader.after));
    return client.reader;
  }

  watch(turnId: string, name: string, environment: TurnEnvironment): InMemoryReader {
    const client = this.#clientOf(turnId, name);
    client.environment = environment;
    void client.reader.read(environment.watch(this.ref.userId, turnId, client.reader.after));
    return client.reader;
  }

  stop(turnId: string, environment: TurnEnvironment): void {
    environment.turns.stop({ userId: this.ref.userId, turnId }).catch(() => undefined);
  }

  /** Lets at most so many table calls through. */
  async letThrough(calls = Number.POSITIVE_INFINITY): Promise<void> {
    await this.gate.letThrough(this.#pick, calls);
    for (const client of this.clients.values()) {
      if (client.environment?.isDead) {
        client.reader.drop();
      }
    }
  }

  /** Lets time pass, and all that happens in it. */
  async pass(ms: number): Promise<void> {
    await this.letThrough();
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await this.clock.advance(Math.min(STEP_MS, ms - passed));
      await this.letThrough();
    }
  }

  /**
   * Ends all disturbance, and sends each turn again until it has ended for good, then another one: whatever was left
   * behind, it is answered. Each client that lacks the end of its turn comes back for it.
   */
  async finish(): Promise<void> {
    this.gate.unheard = 0;
    this.gate.failingLogWrites = 0;
    this.#table.faults.clear();
    for (const environment of this.#all) {
      environment.calm();
    }
    await this.pass(2 * LEASE_MS);
    const sent = new Set([...this.clients.values()].map((client) => client.turnId));
    for (const turnId of [...sent, LAST_TURN_ID]) {
      for (let tries = 0; tries < 8 && !(await this.#isOver(turnId)); tries += 1) {
        await this.pass(LEASE_MS);
      }
    }
    for (const [name, { turnId, reader }] of this.clients) {
      if (reader.end?.type !== 'complete') {
        this.post(turnId, name, this.environment(9));
        await this.pass(2 * STEP_MS);
      }
    }
    await this.pass(2 * LEASE_MS);
  }

  /** Sends a turn again. @returns whether this has become its end, so that it need not be sent once more */
  async #isOver(turnId: string): Promise<boolean> {
    const probe = this.post(turnId, `${turnId} probe`, this.environment(8));
    for (let passed = 0; passed < 4 * LEASE_MS && !probe.isOver; passed += LEASE_MS / 2) {
      await this.pass(LEASE_MS / 2);
    }
    const isSuperseded = probe.thrown instanceof StreamError && probe.thrown.code === 'TURN_SUPERSEDED';
    return probe.end?.type === 'complete' || isSuperseded;
  }

  /** What is stored in the end. */
  async stored(): Promise<{
    head: Conversation | undefined;
    messages: readonly StoredMessage[];
    states: ReadonlyMap<string, TurnState<TurnSubject> | undefined>;
    used: UserLimits;
  }> {
    const pages = createConversationPages(this.#table);
    const turns = createTurnRepository(this.#table, { now: () => this.clock.now(), ...DEFAULT_TURN_TTL });
    const states = new Map<string, TurnState<TurnSubject> | undefined>();
    for (const { turnId } of this.clients.values()) {
      states.set(turnId, await turns.readState({ userId: this.ref.userId, turnId }));
    }
    const { items } = await pages.listMessages(this.ref, { limit: 50 });
    const limits = userLimits(this.#table, { limits: LIMITS, clock: this.clock });
    const used = await limits.readCurrent(this.ref.userId);
    return { head: await pages.readConversation(this.ref), messages: items, states, used };
  }

  /** Whether a client that comes back to watch is told that it has everything. */
  async hasAll({ turnId, reader }: Client): Promise<boolean> {
    const watching = this.environment(7).watch(this.ref.userId, turnId, reader.after);
    await this.letThrough();
    return (await watching) === undefined;
  }

  /** Whether every invocation that was not killed has ended all that it began. */
  async isQuiet(): Promise<boolean> {
    const opened = this.#all.filter(({ isDead }) => !isDead).flatMap((environment) => environment.opened);
    const ended = Promise.all(opened.map(({ finished }) => finished)).then(() => true);
    const first = await Promise.race([ended, new Promise<false>((resolve) => setImmediate(resolve, false))]);
    return first && this.clock.pendingTimers === 0;
  }

  #clientOf(turnId: string, name: string): Client {
    const known = this.clients.get(name);
    if (known !== undefined) {
      return known;
    }
    const client: Client = { turnId, reader: new InMemoryReader(), environment: undefined };
    this.clients.set(name, client);
    return client;
  }
}
