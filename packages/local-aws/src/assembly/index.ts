export * from './assembly.ts';
export * from './assembly-error.ts';
export * from './cloud-assembly.ts';
export * from './describe-gaps.ts';
export * from './local-origins.ts';
export * from './physical-id.ts';
export * from './role-statements.ts';
