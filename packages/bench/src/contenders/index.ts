import type { CreateHandler, ReadText } from './contender.ts';

const readChunk: ReadText = ({ type, content }) => (type === 'chunk' ? String(content) : '');
const readDelta: ReadText = ({ type, delta }) => (type === 'text-delta' ? String(delta) : '');

/** Who is measured, in the order of the tables; the first one is what the others are compared with. */
export const CONTENDERS = {
  'raw writes': { module: './raw-writes.ts', readText: readChunk },
  'plain generator': { module: './plain-generator.ts', readText: readChunk },
  defineStream: { module: './define-stream.ts', readText: readChunk },
  'defineStream + turns': { module: './define-stream-turns.ts', readText: readChunk },
  'hono streamSSE': { module: './hono-stream-sse.ts', readText: readChunk },
  'ai streamText': { module: './ai-sdk-stream-text.ts', readText: readDelta },
  'ai createUIMessageStream': { module: './ai-sdk-ui-stream.ts', readText: readDelta },
} as const satisfies Record<string, { readonly module: `./${string}.ts`; readonly readText: ReadText }>;

/** The name of a contender. */
export type ContenderName = keyof typeof CONTENDERS;

/** All names, in the order of the tables. */
export const CONTENDER_NAMES = Object.keys(CONTENDERS) as readonly ContenderName[];

/** What the others are compared with. */
export const BASELINE: ContenderName = 'raw writes';

/** The file of a contender's module. */
export function moduleUrl(name: ContenderName): URL {
  return new URL(CONTENDERS[name].module, import.meta.url);
}

/** Loads a contender; the runtime's globals have to be set before. */
export async function loadContender(name: ContenderName): Promise<CreateHandler> {
  const module: { createHandler: CreateHandler } = await import(moduleUrl(name).href);
  return module.createHandler;
}
