import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalPinecone, startPinecone } from '@coach-stream/local-aws/pinecone';
import {
  createPineconeIndex,
  type PineconeIndexOptions,
  type SemanticIndex,
  type SemanticNamespace,
  type SemanticRecord,
} from '../src/index.ts';

export const INDEX_NAME = 'coach';
export const RECORDED_AT = '2026-03-04T05:06:07.000Z';

/** Pinecone on loopback, and indexes that search it with the real client. */
export interface StartedIndex {
  readonly pinecone: LocalPinecone;
  readonly index: SemanticIndex;
  indexWith(options: Partial<PineconeIndexOptions>): SemanticIndex;
  close(): Promise<void>;
}

/** Starts an empty index in a folder of its own. */
export async function startIndex(): Promise<StartedIndex> {
  const folder = mkdtempSync(join(tmpdir(), 'pinecone-'));
  const pinecone = await startPinecone({ dataDir: folder, indexNames: [INDEX_NAME] });
  const indexWith = (options: Partial<PineconeIndexOptions>) =>
    createPineconeIndex({
      index: { name: INDEX_NAME },
      controllerHostUrl: pinecone.url,
      apiKey: async () => pinecone.apiKey,
      ...options,
    });
  const index = indexWith({});
  await index.warmUp();
  return {
    pinecone,
    index,
    indexWith,
    async close() {
      await pinecone.close();
      rmSync(folder, { recursive: true });
    },
  };
}

let users = 0;

/** The namespace of a user whom no other test knows. */
export function newUser(): SemanticNamespace & { kind: 'user' } {
  users += 1;
  return { kind: 'user', userId: `user-${users}` };
}

export function memory(namespace: SemanticNamespace, entityId: string, text: string): SemanticRecord {
  return { namespace, recordType: 'userMemory', entityId, text, recordedAt: RECORDED_AT };
}
