export { controlHandler } from './control-handler.ts';
export type { HttpHandler } from './http-handler.ts';
export { MainServer } from './main-server.ts';
