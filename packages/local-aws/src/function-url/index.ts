export { corsConfig } from './cors.ts';
export type { FunctionUrl } from './function-url.ts';
export { listenFunctionUrls } from './listen-function-urls.ts';
