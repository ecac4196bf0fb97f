export { FunctionUrl } from './function-url.ts';
export { serveFunctionUrls } from './serve-function-urls.ts';
