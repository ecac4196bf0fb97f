import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

/** Most script that the first page may load, in bytes gzipped: a person on a slow phone waits for all of it. */
const MAX_FIRST_LOAD_BYTES = 180 * 1024;

/** Builds the app in memory and tells what a first visit loads: the entry, and what it imports statically. */
const [chunks, styles] = await buildApp();
const entry = chunks.find(({ isEntry, facadeModuleId }) => isEntry && facadeModuleId?.endsWith('index.html'));
const firstLoad = new Set<string>();
load(entry?.fileName ?? '');

for (const { fileName, code } of chunks.toSorted((a, b) => b.code.length - a.code.length)) {
  console.log(
    `${kilobytes(gzippedBytes(code))}  ${firstLoad.has(fileName) ? 'first load' : 'later     '}  ${fileName}`,
  );
}
const total = chunks
  .filter(({ fileName }) => firstLoad.has(fileName))
  .reduce((sum, { code }) => sum + gzippedBytes(code), 0);
console.log(`${kilobytes(styles)}  styles`);
console.log(
  `${kilobytes(total)}  of script at the first load, gzipped; at most ${kilobytes(MAX_FIRST_LOAD_BYTES).trim()}`,
);
if (firstLoad.size === 0 || total > MAX_FIRST_LOAD_BYTES) {
  console.error('The first load is too large: load pages by route, or take a smaller dependency.');
  process.exitCode = 1;
}

function load(fileName: string): void {
  const chunk = chunks.find((one) => one.fileName === fileName);
  if (chunk !== undefined && !firstLoad.has(fileName)) {
    firstLoad.add(fileName);
    chunk.imports.forEach(load);
  }
}

async function buildApp(): Promise<[Rolldown.OutputChunk[], number]> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const built = await build({ root, logLevel: 'error', build: { write: false } });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const cssBytes = outputs
    .filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
    .reduce((sum, file) => sum + (file.type === 'asset' ? gzippedBytes(file.source) : 0), 0);
  return [outputs.filter((file) => file.type === 'chunk'), cssBytes];
}

function gzippedBytes(content: string | Uint8Array): number {
  return gzipSync(content).byteLength;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).padStart(6)} KB`;
}
