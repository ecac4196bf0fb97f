import { askModel, createUsageMeter, type SchemaModel } from '@coach-stream/prompting';
import type { CoachConfig } from '@coach-stream/store';
import { checkConfig } from '../check/check-config.ts';
import { type ConfigFault, gravestFault } from '../check/problem.ts';
import type { CoachBrief } from './coach-brief.ts';
import { COACH_RULES, coachPrompt, type RefusedDraft } from './coach-prompt.ts';
import { type ConfigOrigin, composeConfig } from './compose-config.ts';
import { readShapeProblems } from './refused-shape.ts';
import { type WrittenCoach, writtenCoachSchema } from './written-coach.ts';

/** A coach that may be used, or why there is none. */
export type GeneratedConfig =
  | { readonly isApproved: true; readonly config: CoachConfig }
  | { readonly isApproved: false; readonly fault: ConfigFault; readonly problems: readonly string[] };

/** What writing a coach works with. */
export interface GenerateOptions {
  readonly model: SchemaModel;
  /** Runs a model call; the signal that it gives ends the call. */
  readonly call: <Result>(work: (signal: AbortSignal) => Promise<Result>) => Promise<Result>;
  /** Told before the repair. */
  readonly onRepair: () => Promise<void>;
}

/**
 * Has a coach written by a model, in one call, and checks it. Where the checks refuse it, the model is shown its draft
 * and what was wrong, once: at most two calls.
 *
 * @throws what a model call throws but for an answer in the wrong shape; what `onRepair` throws
 */
export async function generateConfig(
  brief: CoachBrief,
  origin: Omit<ConfigOrigin, 'usage' | 'scores'>,
  { model, call, onRepair }: GenerateOptions,
): Promise<GeneratedConfig> {
  const meter = createUsageMeter();
  const attempt = async (refused?: RefusedDraft) => {
    const noteUsage = meter.begin(model.price, { isAnswer: true });
    const answer = await call((signal) =>
      askModel(
        model,
        {
          schema: writtenCoachSchema,
          name: 'write_coach',
          description: 'Takes the coach that was written for the person.',
          system: COACH_RULES,
          prompt: coachPrompt(brief, refused),
        },
        { signal },
      ),
    );
    noteUsage(answer.usage);
    return answer.isAnswered ? review(answer.value) : refuseShape(answer.error);
  };
  const review = (draft: WrittenCoach) => {
    const usage = meter.total();
    const writtenBy = usage.model ?? origin.model;
    const provisional = { ...origin, model: writtenBy, usage, scores: { safety: 0, coherence: 0 } };
    const composed = composeConfig(brief, draft, provisional);
    const { scores, problems } = checkConfig(composed, draft, brief);
    const config = { ...composed, metadata: { ...composed.metadata, scores } };
    return { draft, config, fault: gravestFault(problems), problems: problems.map(({ message }) => message) };
  };
  const refuseShape = (error: unknown) => {
    const problems = readShapeProblems(error);
    if (problems === undefined) {
      throw error;
    }
    return { draft: undefined, config: undefined, fault: 'CONFIG_INVALID' as const, problems };
  };

  let written = await attempt();
  if (written.problems.length > 0) {
    await onRepair();
    written = await attempt(written);
  }
  const { config, fault, problems } = written;
  return config !== undefined && problems.length === 0
    ? { isApproved: true, config }
    : { isApproved: false, fault, problems };
}
