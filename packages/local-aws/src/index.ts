export type { Assembly } from './assembly/assembly.ts';
export { AssemblyError, type TemplatePlace, UnresolvedReferenceError } from './assembly/assembly-error.ts';
export type { HttpHandler } from './control/index.ts';
export type { Resource } from './resource.ts';
export { type LocalAwsOptions, type LocalRun, startLocalAws } from './start-local-aws.ts';
