import { join } from 'node:path';

/** The repository's top directory: where functions are bundled from and where `cdk.out/` and `outputs/` go. */
export const REPOSITORY_ROOT = join(import.meta.dirname, '../..');
