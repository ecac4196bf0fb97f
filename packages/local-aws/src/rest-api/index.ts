export { restApiServers, serveRestApis } from './serve-rest-apis.ts';
