import { join } from 'node:path';
import { buildEventsPage } from './events/build-events-page.ts';
import { buildOpenapi } from './openapi/build-openapi.ts';

/** Where the generated pages lie: `docs/` of the repository. */
export const DOCS_DIRECTORY = join(import.meta.dirname, '../../../docs');

/** The generated pages by the name of their file, each with its builder. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'openapi.json': () => `${JSON.stringify(buildOpenapi(), undefined, 2)}\n`,
  'events.md': buildEventsPage,
};
