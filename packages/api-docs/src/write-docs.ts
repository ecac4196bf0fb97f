import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCS_DIRECTORY, DOCUMENTS } from './documents.ts';

mkdirSync(DOCS_DIRECTORY, { recursive: true });
for (const [file, build] of Object.entries(DOCUMENTS)) {
  writeFileSync(join(DOCS_DIRECTORY, file), build());
  process.stdout.write(`docs/${file}\n`);
}
