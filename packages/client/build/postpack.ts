import { restoreManifest } from './saved-manifest.ts';

await restoreManifest();
