import { cronJob, type ScheduleExpression } from './schedule-expression.ts';

/** A timer of Node.js waits no longer than this. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** When and how often {@link ScheduleTimer} fires. */
export interface ScheduleTimerOptions {
  readonly expression: ScheduleExpression;
  /** Such as `Europe/Berlin`. */
  readonly timezone: string;
  fire(): void;
}

/** Fires a schedule on time, by this machine's clock: a rate for the first time after one interval, as on AWS. */
export class ScheduleTimer {
  readonly #options: ScheduleTimerOptions;
  #timer: NodeJS.Timeout | undefined;
  #nextRunAt: number | undefined;

  constructor(options: ScheduleTimerOptions) {
    this.#options = options;
    this.#plan(Date.now());
  }

  /** Milliseconds since the epoch; `undefined` where it never fires again. */
  get nextRunAt(): number | undefined {
    return this.#nextRunAt;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#nextRunAt = undefined;
  }

  #plan(after: number): void {
    this.#nextRunAt = this.#runAfter(after);
    this.#wait();
  }

  #wait(): void {
    const next = this.#nextRunAt;
    if (next === undefined) return;
    this.#timer = setTimeout(
      () => {
        if (Date.now() < next) return this.#wait();
        this.#plan(next);
        this.#options.fire();
      },
      Math.min(MAX_WAIT_MS, Math.max(0, next - Date.now())),
    );
  }

  /** The first run after a moment; runs that a sleeping machine missed are left out. */
  #runAfter(moment: number): number | undefined {
    const { expression, timezone } = this.#options;
    switch (expression.kind) {
      case 'rate': {
        const { everyMs } = expression;
        const missed = Math.max(0, Math.floor((Date.now() - moment) / everyMs));
        return moment + (missed + 1) * everyMs;
      }
      case 'cron':
        return nextRun(expression.pattern, timezone, moment);
      case 'at':
        return nextRun(expression.time, timezone, moment);
      default:
        return expression satisfies never;
    }
  }
}

function nextRun(patternOrTime: string, timezone: string, moment: number): number | undefined {
  const from = new Date(Math.max(moment, Date.now()));
  return cronJob(patternOrTime, timezone).nextRun(from)?.getTime();
}
