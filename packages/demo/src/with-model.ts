import type { StageConfig } from '@coach-stream/infra';
import { callSiteSettingsSchema, type ModelTable } from '@coach-stream/models/model-table';
import * as z from 'zod';
import type { CalledModel } from './model-source.ts';

/** A model on this machine reads a long prompt for a minute, and then writes slowly; milliseconds. */
const SLOW = { firstTokenTimeoutMs: 120_000, idleTimeoutMs: 60_000 };

/** Work behind an answer ends within two minutes, title and all. */
const BEHIND = { firstTokenTimeoutMs: 50_000, idleTimeoutMs: 50_000 };

/** The stage with one model at every call site, and nothing to stand in for it: what fails is to be seen. */
export function withModel(config: StageConfig, model: CalledModel): StageConfig {
  const { coach, router, extract, summary, build } = config.models;
  const called = (deployed: ModelTable[keyof ModelTable], times: object) => {
    const { maxTokens, cacheMinimumTokens } = deployed;
    return z.parse(callSiteSettingsSchema, { maxTokens, cacheMinimumTokens, ...times, ...model });
  };
  return {
    ...config,
    models: {
      coach: called(coach, SLOW),
      // A later plan is of no use: the turn has gone on by rule.
      router: called(router, { firstTokenTimeoutMs: 2_500, idleTimeoutMs: 2_500 }),
      extract: called(extract, BEHIND),
      summary: called(summary, BEHIND),
      build: called(build, SLOW),
    },
  };
}
