import type { ProviderName } from '@coach-stream/models';
import { buildSync } from 'esbuild';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { BUNDLE_SETTINGS, bundleAlias, entryPoint } from './bundle-settings.ts';

/** Bundles a function into a folder. @param name its folder in packages/functions/src */
export function bundleFunction(name: string, providers: readonly ProviderName[], outdir: string): void {
  buildSync({
    ...BUNDLE_SETTINGS,
    absWorkingDir: REPOSITORY_ROOT,
    entryPoints: [entryPoint(name)],
    alias: bundleAlias(providers),
    outdir,
  });
}
