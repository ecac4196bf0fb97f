export { type BuiltWebApp, buildWebApp, WebBuildError } from './build-web-app.ts';
export { cacheControl } from './cache-control.ts';
export { type StageOrigins, securityHeaders } from './security-headers.ts';
