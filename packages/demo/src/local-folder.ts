import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputsSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/** Ids of what the seed has made. */
const demoIdsSchema = z.object({ userId: z.string(), coachId: z.string(), conversationId: z.string() });
export type DemoIds = z.infer<typeof demoIdsSchema>;

/** What the token command needs of a running local run; readable by its owner only. */
const operatorSchema = z.object({
  endpoint: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  /** Password of every demo user of this installation. */
  password: z.string(),
  /** The `coach` table. */
  tableName: z.string(),
});
export type Operator = z.infer<typeof operatorSchema>;

/** The process that serves the folder. */
const runSchema = z.object({
  pid: z.int(),
  /** Missing while it starts. */
  address: z.optional(z.string()),
});

/** Where the local run keeps everything: `.local/` of the repository. */
export interface LocalFolder {
  readonly directory: string;
  readonly assembly: string;
  readonly data: string;
}

/** The files of the folder, each with its schema. */
export const LOCAL_FILES = {
  outputs: { name: 'outputs.json', schema: outputsSchema },
  demo: { name: 'demo.json', schema: demoIdsSchema },
  operator: { name: 'operator.json', schema: operatorSchema },
  run: { name: 'run.json', schema: runSchema },
} as const;

type LocalFile = keyof typeof LOCAL_FILES;
type Content<File extends LocalFile> = z.infer<(typeof LOCAL_FILES)[File]['schema']>;

/** The repository's local folder, or the one that `LOCAL_DIR` names. */
const DEFAULT_LOCAL_DIRECTORY = process.env.LOCAL_DIR ?? join(import.meta.dirname, '../../../.local');

/** Opens the folder, making it where it is missing; nobody but its owner may read it. */
export function openLocalFolder(directory = DEFAULT_LOCAL_DIRECTORY): LocalFolder {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return { directory, assembly: join(directory, 'assembly'), data: join(directory, 'data') };
}

/** Writes a file of the folder in one step, readable by its owner only. */
export function writeLocalFile<File extends LocalFile>(folder: LocalFolder, file: File, content: Content<File>): void {
  const path = join(folder.directory, LOCAL_FILES[file].name);
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Reads a file of the folder; `undefined` where it is missing or not what it should be. */
export function readLocalFile<File extends LocalFile>(folder: LocalFolder, file: File): Content<File> | undefined {
  const { name, schema } = LOCAL_FILES[file];
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder.directory, name), 'utf8'));
    return z.parse(schema, content) as Content<File>;
  } catch {
    return undefined;
  }
}
