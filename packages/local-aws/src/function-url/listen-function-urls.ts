import { FunctionUrl } from './function-url.ts';

/**
 * Makes a listening server for each of `count` Function URLs.
 *
 * @param firstPort - the first takes this port, the next ones those after it, so that addresses stay the same over
 * restarts; a port in use, and all of them for 0, is replaced by any free one
 */
export async function listenFunctionUrls(count: number, firstPort: number): Promise<readonly FunctionUrl[]> {
  const urls: FunctionUrl[] = [];
  for (let index = 0; index < count; index += 1) {
    const url = new FunctionUrl();
    try {
      await url.listen(firstPort === 0 ? 0 : firstPort + index);
    } catch {
      await url.listen(0);
    }
    urls.push(url);
  }
  return urls;
}
