/** Where Vite puts files whose names hold a hash of their content. */
const HASHED = /^\/assets\//;

/**
 * The `Cache-Control` of a file of the built app: a name with a hash never changes its content, any other is asked for
 * anew each time.
 *
 * @param path beginning with `/`
 */
export function cacheControl(path: string): string {
  return HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
