import { createUserDeletionRepository, createUserRemoval } from '@coach-stream/store';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { type LoopbackImages, startLoopbackImages } from '../../store/test/loopback-images.ts';
import { type LoopbackTable, startLoopbackTable } from '../../store/test/loopback-table.ts';
import { readUserItems } from '../../store/test/user-items.ts';
import { fillUser, type UserUnderTest } from '../../store/test/users.ts';
import {
  DEFAULT_DELETION_SETTINGS,
  type DeletionPorts,
  type DeletionRun,
  runDeletion,
} from '../src/delete-user-data/run-deletion.ts';
import { RecordedIndex } from './recorded-index.ts';

/** What is left of a user, by where it lies; the report itself not counted. */
export interface UserLeft {
  readonly items: readonly string[];
  readonly images: number;
  readonly records: number;
}

/** Deletions of users' data over real tables and images, on a clock that stands still. */
export class DeletionWorld {
  /** Milliseconds since the epoch. */
  nowMs = Date.now();
  readonly index = new RecordedIndex();
  #tables: { readonly coachTable: LoopbackTable; readonly turnsTable: LoopbackTable } | undefined;
  #images: LoopbackImages | undefined;
  #user: UserUnderTest | undefined;

  get tables() {
    return started(this.#tables);
  }

  get images() {
    return started(this.#images);
  }

  get user() {
    return started(this.#user);
  }

  get ports(): DeletionPorts {
    const now = () => this.nowMs;
    return {
      deletions: createUserDeletionRepository(this.tables.coachTable),
      removal: createUserRemoval({ ...this.tables, now }),
      images: this.images.removal,
      index: this.index,
      clock: { now },
      settings: DEFAULT_DELETION_SETTINGS,
    };
  }

  async start(): Promise<void> {
    const [coachTable, turnsTable] = await Promise.all([startLoopbackTable(), startLoopbackTable()]);
    this.#tables = { coachTable, turnsTable };
    this.#images = await startLoopbackImages();
  }

  async stop(): Promise<void> {
    await Promise.all([this.images.stop(), this.tables.coachTable.stop(), this.tables.turnsTable.stop()]);
  }

  /** From now on another user, who has something of everything. */
  async becomeNewUser(): Promise<void> {
    this.nowMs = Date.now();
    this.index.isDown = false;
    this.#user = await this.fill();
  }

  /** Makes a user who has something of everything. */
  async fill(): Promise<UserUnderTest> {
    const user = await fillUser(this.tables);
    await this.addImagesAndRecords(user.userId);
    return user;
  }

  async addImagesAndRecords(userId: string): Promise<void> {
    await Promise.all(['1.png', '2.webp'].map((name) => this.images.put(`user-uploads/${userId}/${name}`)));
    const record = { recordType: 'userMemory', entityId: 'mem_1', text: 'x', recordedAt: 't' } as const;
    await this.index.upsert([{ ...record, namespace: { kind: 'user', userId } }]);
  }

  /** Asks for the deletion as the API does. */
  request() {
    return this.ports.deletions.request(this.user.userId, this.nowMs);
  }

  report() {
    return this.ports.deletions.read(this.user.userId);
  }

  run(changes: Partial<DeletionPorts> = {}): Promise<DeletionRun> {
    return runDeletion(this.user.userId, { ...this.ports, ...changes });
  }

  async left({ userId } = this.user): Promise<UserLeft> {
    const items = await readUserItems(Object.values(this.tables), userId);
    const images = ['1.png', '2.webp'].map((name) => this.images.bucket.head(`user-uploads/${userId}/${name}`));
    return {
      items: items.filter((item) => !item.endsWith(' DELETION')),
      images: (await Promise.all(images)).filter((image) => image !== undefined).length,
      records: this.index.records.filter(({ namespace }) => namespace.kind === 'user' && namespace.userId === userId)
        .length,
    };
  }
}

/** A world for the tests of a file; each of them meets it as another user. */
export function useDeletions(): DeletionWorld {
  const world = new DeletionWorld();
  beforeAll(() => world.start());
  beforeEach(() => world.becomeNewUser());
  afterAll(() => world.stop());
  return world;
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) {
    throw new Error('The world has not been started.');
  }
  return part;
}
