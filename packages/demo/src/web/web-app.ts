import { type BuiltWebApp, buildWebApp, WebBuildError } from '@coach-stream/web/build';

/** The web app of a local run: its files, or why there are none. */
export type WebApp = Pick<BuiltWebApp, 'directory'> | { readonly problem: string };

/**
 * Builds the web app where its sources changed since the last time. Never rejects: the backend runs without it, too.
 *
 * @param options `onProgress` is told how long a build took, or why there is none
 */
export async function prepareWebApp(options: {
  onProgress: (line: string) => void;
  signal?: AbortSignal;
}): Promise<WebApp> {
  const { onProgress, signal } = options;
  try {
    const { directory, tookMs } = await buildWebApp(signal === undefined ? {} : { signal });
    onProgress(
      tookMs === undefined
        ? 'web app: unchanged since its last build'
        : `web app: built in ${(tookMs / 1000).toFixed(1)} s (Vite)`,
    );
    return { directory };
  } catch (error) {
    const problem = error instanceof WebBuildError ? error.message : String(error);
    if (!signal?.aborted) {
      onProgress(`web app: NONE, everything else goes on. ${problem}`);
    }
    return { problem };
  }
}
