export { corsConfig } from './cors.ts';
export { FunctionUrl } from './function-url.ts';
