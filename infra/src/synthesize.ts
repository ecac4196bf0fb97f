import { createApp } from './app.ts';
import type { StageConfig } from './stage-config.ts';
import type { StageName } from './stages.ts';

/** A cloud assembly on disk. */
export interface SynthesizedApp {
  /** Directory with `manifest.json`, templates and bundled assets. */
  readonly directory: string;
  /** Stacks, each after those it depends on. */
  readonly stacks: readonly { readonly name: string; readonly templateFile: string }[];
}

/**
 * Synthesizes a stage with real bundles; needs neither credentials nor a network.
 *
 * @param options `outdir`: where the assembly goes; `port`: the local run's port, for the local stage's origins
 */
export function synthesize(options: { stage: StageName | StageConfig; outdir: string; port?: number }): SynthesizedApp {
  const { stage, ...appOptions } = options;
  // The local run starts often, and a test checks its templates too.
  const assembly = createApp(stage, {
    ...appOptions,
    validateTemplates: (typeof stage === 'string' ? stage : stage.name) !== 'local',
  }).synth();
  return {
    directory: assembly.directory,
    stacks: assembly.stacks.map(({ stackName, templateFullPath }) => ({
      name: stackName,
      templateFile: templateFullPath,
    })),
  };
}
