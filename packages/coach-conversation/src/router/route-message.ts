import type { TokenUsage } from '@coach-stream/models';
import { askModel, type ModelAnswer, type SchemaModel } from '@coach-stream/prompting';
import type { Clock } from '@coach-stream/streaming-core';
import { withinTime } from '../within-time.ts';
import { type FallbackInput, fallbackPlan } from './fallback-plan.ts';
import { reconcilePlan } from './reconcile-plan.ts';
import { modelPlanSchema, type RouterPlan } from './router-plan.ts';
import { buildRouterPrompt, ROUTER_RULES } from './router-prompt.ts';

/** The router's time where nobody says otherwise, in milliseconds. */
export const ROUTER_DEADLINE_MS = 2_500;

/** What routing works with. */
export interface RouteOptions {
  readonly router: SchemaModel;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds from the call; then the plan is made by rule. Default: {@link ROUTER_DEADLINE_MS}. */
  readonly deadlineMs?: number;
  /** Told why the plan was made by rule, unless the turn was aborted. */
  readonly onFault?: ((what: string, error: unknown) => void) | undefined;
}

/** A plan and what it has cost. */
export interface RoutedMessage {
  readonly plan: RouterPlan;
  /** `undefined` where the model did not tell. */
  readonly usage: TokenUsage | undefined;
}

/**
 * Makes the plan of a turn, by one model call. Where the model is late, fails, is aborted or answers what the schema
 * refuses, the plan is made by rule and says so (`routerMetadata.fallbackUsed`).
 *
 * @returns always; never rejects
 */
export async function routeMessage(
  input: FallbackInput,
  { router, clock, signal, deadlineMs = ROUTER_DEADLINE_MS, onFault }: RouteOptions,
): Promise<RoutedMessage> {
  const startedAtMs = clock.monotonicMs();
  const question = {
    schema: modelPlanSchema,
    name: 'plan_turn',
    description: 'Takes the plan for the newest message.',
    system: ROUTER_RULES,
    prompt: buildRouterPrompt(input.message, input.recent),
  };
  const answer: ModelAnswer<Omit<RouterPlan, 'routerMetadata'> & { routerMetadata: { confidence: number } }> =
    await withinTime({ timeoutMs: deadlineMs, clock, signal }, (callSignal) =>
      askModel(router, question, { signal: callSignal }),
    ).catch((error: unknown) => ({ isAnswered: false, error, usage: undefined }));
  if (!answer.isAnswered && !signal.aborted) {
    onFault?.('Routing a message', answer.error);
  }
  const plan = answer.isAnswered ? answer.value : fallbackPlan(input);
  const routerMetadata = {
    confidence: plan.routerMetadata.confidence,
    processingTimeMs: Math.round(clock.monotonicMs() - startedAtMs),
    fallbackUsed: !answer.isAnswered,
  };
  return { plan: reconcilePlan({ ...plan, routerMetadata }, input.message), usage: answer.usage };
}
