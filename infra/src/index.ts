export { type CreateAppOptions, createApp } from './app.ts';
export { createAppFromContext } from './app-from-context.ts';
export { type StageConfig, stageConfigSchema } from './stage-config.ts';
export { isStageName, STAGE_NAMES, type StageName, stageConfig } from './stages.ts';
export { type SynthesizedApp, synthesize } from './synthesize.ts';
