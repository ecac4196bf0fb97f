import type { Assembly } from '../assembly/index.ts';
import { type LambdaHost, mayInvoke } from '../lambda/index.ts';
import { type ScheduleConfig, type ScheduleTarget, scheduleConfigs } from './schedule-config.ts';
import { scheduleEvent } from './schedule-event.ts';
import { parseScheduleExpression } from './schedule-expression.ts';
import { ScheduleTimer } from './schedule-timer.ts';

/** What the schedules need of the run around them. */
export interface SchedulesOptions {
  readonly assembly: Assembly;
  readonly host: Pick<LambdaHost, 'find' | 'invoke'>;
  /** The time of day in milliseconds since the epoch, for events. */
  now(): number;
  onProgress(line: string): void;
}

/** A schedule as test control tells it. */
export interface ScheduleState {
  readonly logicalId: string;
  readonly expression: string;
  readonly isEnabled: boolean;
  /** Moment by this machine's clock, such as `2026-12-24T18:00:00.000Z`. */
  readonly nextRunAt?: string;
}

const PRINCIPALS = { rule: 'events.amazonaws.com', schedule: 'scheduler.amazonaws.com' } as const;

/**
 * The rules and schedules of an app whose targets are functions: fired on time, or by {@link Schedules.run}.
 *
 * A target is invoked asynchronously where AWS would be allowed to: a rule by an `AWS::Lambda::Permission`, a schedule
 * by its role. What is not served, and what may not be invoked, is told in a line.
 */
export class Schedules {
  readonly #options: SchedulesOptions;
  readonly #configs: readonly ScheduleConfig[];
  readonly #timers = new Map<ScheduleConfig, ScheduleTimer>();

  constructor(options: SchedulesOptions) {
    this.#options = options;
    this.#configs = scheduleConfigs(options.assembly);
    for (const { type, logicalId, properties } of options.assembly.resources) {
      const isPattern = type === 'AWS::Events::Rule' && properties.EventPattern !== undefined;
      if (isPattern) options.onProgress(`${logicalId}: not served here: event patterns`);
    }
    for (const config of this.#configs) {
      for (const target of config.targets) {
        const reason = this.#whyNotServed(target);
        if (reason !== undefined) options.onProgress(`${config.logicalId}: not served here: ${reason}`);
      }
      if (config.isEnabled) this.#start(config);
    }
  }

  list(): readonly ScheduleState[] {
    return this.#configs.map((config) => {
      const { logicalId, expression, isEnabled } = config;
      const nextRunAt = this.#timers.get(config)?.nextRunAt;
      return {
        logicalId,
        expression,
        isEnabled,
        ...(nextRunAt === undefined ? {} : { nextRunAt: new Date(nextRunAt).toISOString() }),
      };
    });
  }

  /**
   * Fires a schedule now, also a disabled one.
   *
   * @returns logical ids of the functions that were invoked; `undefined` where the app has no such schedule
   */
  run(logicalId: string): readonly string[] | undefined {
    const config = this.#configs.find((candidate) => candidate.logicalId === logicalId);
    return config === undefined ? undefined : this.#fire(config);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.values()) timer.stop();
  }

  #start(config: ScheduleConfig): void {
    try {
      const expression = parseScheduleExpression(config.expression);
      const fire = (): void => {
        const now = Date.now();
        if (now >= config.startsAt && now < config.endsAt) this.#fire(config);
      };
      this.#timers.set(config, new ScheduleTimer({ expression, timezone: config.timezone, fire }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onProgress(`${config.logicalId} does not fire by itself: ${reason}`);
    }
  }

  #fire(config: ScheduleConfig): readonly string[] {
    const { assembly, host, now, onProgress } = this.#options;
    return config.targets.flatMap((target) => {
      const found = this.#whyNotServed(target) === undefined ? host.find(target.arn) : undefined;
      if (found === undefined) return [];
      const invocation = {
        functionArn: target.arn,
        credentials: target.roleArn,
        sourceArn: config.arn,
        sourceAccount: config.arn.split(':')[4] ?? '',
      };
      if (!mayInvoke(assembly, PRINCIPALS[config.kind], invocation)) {
        onProgress(`${config.logicalId} may not invoke ${found.logicalId}: no permission or role allows it`);
        return [];
      }
      host.invoke(target.arn, scheduleEvent(config, target, now()), { type: 'Event' }).catch(() => undefined);
      return [found.logicalId];
    });
  }

  #whyNotServed({ arn, notServed }: ScheduleTarget): string | undefined {
    return notServed ?? (this.#options.host.find(arn) === undefined ? `target ${arn}` : undefined);
  }
}
