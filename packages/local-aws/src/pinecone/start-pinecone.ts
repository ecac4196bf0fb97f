import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PineconeFaults } from './pinecone-faults.ts';
import { PineconeServer } from './pinecone-server.ts';
import { RecordStore } from './record-store.ts';

/** What {@link startPinecone} serves. */
export interface PineconeOptions {
  /** Folder for records and key, made where absent with mode 0700. */
  readonly dataDir: string;
  /** Port of loopback. Default: any free one. */
  readonly port?: number;
  /** The key that calls have to bring. Default: one made for this folder, kept in it. */
  readonly apiKey?: string;
  /** The indexes that there are. Default: one under every well-formed name. */
  readonly indexNames?: readonly string[];
  /** The field that the indexes embed, their `field_map`. Default: `chunk_text`. */
  readonly textField?: string;
}

/** Pinecone on this machine. */
export interface LocalPinecone {
  /** For `controllerHostUrl`, without a slash at its end. */
  readonly url: string;
  /** The key that it takes. */
  readonly apiKey: string;
  /** Faults that calls are to meet: for tests. */
  readonly faults: PineconeFaults;
  /** Refuses every connection and cuts the open ones, or takes them again. */
  setDown(isDown: boolean): void;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

const DEFAULT_TEXT_FIELD = 'chunk_text';
/** Pinecone's form of index names. */
const INDEX_NAME = /^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/;

/**
 * Serves the part of Pinecone that an index with integrated embedding needs, to the real SDK: `GET /indexes/{name}`,
 * upsert and search of records, deletion by ids and of namespaces. Texts are embedded here ({@link embedText}).
 *
 * @throws the system's error when the port is in use
 * @example
 * const local = await startPinecone({ dataDir: '.local/pinecone' });
 * const pinecone = new Pinecone({ apiKey: local.apiKey, controllerHostUrl: local.url });
 */
export async function startPinecone(options: PineconeOptions): Promise<LocalPinecone> {
  const { dataDir, port = 0, indexNames, textField = DEFAULT_TEXT_FIELD } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const apiKey = options.apiKey ?? keyOf(dataDir);
  const store = new RecordStore(join(dataDir, 'records.sqlite'));
  const hasIndex = (name: string): boolean => indexNames?.includes(name) ?? INDEX_NAME.test(name);
  const server = new PineconeServer(apiKey, { store, textField, hasIndex });
  try {
    await server.listen(port);
  } catch (error) {
    store.close();
    throw error;
  }
  return {
    url: server.url.replace(/\/$/, ''),
    apiKey,
    faults: server.faults,
    setDown: (isDown) => server.setDown(isDown),
    close: async () => {
      await server.close();
      store.close();
    },
  };
}

function keyOf(dataDir: string): string {
  const file = join(dataDir, 'api-key');
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const key = `pcsk_local_${randomBytes(24).toString('base64url')}`;
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  }
}
