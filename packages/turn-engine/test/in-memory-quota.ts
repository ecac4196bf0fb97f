import type { Clock } from '@coach-stream/streaming-core';
import type { QuotaRefusal, TurnAttemptKey, TurnQuota } from '../src/quota.ts';
import { isOwned } from '../src/turn-state.ts';
import type { ModelResult, World } from './model-operations.ts';

/** How long a refused turn is told to wait. */
export const QUOTA_RETRY_SECONDS = 7;

/** A quota in memory: so many turns at once. */
export class InMemoryQuota implements TurnQuota<ModelResult> {
  /** Most turns at once. */
  most: number;
  /** Attempts by turn. */
  readonly reserved = new Map<string, { readonly attempt: number; readonly leaseUntil: number }>();
  /** The texts that were settled, by attempt: `t#1`. */
  readonly settled: string[] = [];
  readonly #world: World;
  readonly #clock: Clock;

  constructor(world: World, clock: Clock, most: number) {
    this.#world = world;
    this.#clock = clock;
    this.most = most;
  }

  open() {
    return { admit: (turn: TurnAttemptKey, leaseUntil: number) => this.#admit(turn, leaseUntil) };
  }

  async #admit({ turnId, attempt }: TurnAttemptKey, leaseUntil: number): Promise<QuotaRefusal | undefined> {
    for (const [id, reservation] of this.reserved) {
      const state = this.#world.states[id];
      const lives = state?.attempt === reservation.attempt && isOwned(state, this.#clock.now());
      if (reservation.leaseUntil <= this.#clock.now() && !lives) {
        this.reserved.delete(id);
      }
    }
    const others = [...this.reserved.keys()].filter((id) => id !== turnId);
    if (others.length >= this.most) {
      return { code: 'RATE_LIMITED', retryAfterSeconds: QUOTA_RETRY_SECONDS };
    }
    this.reserved.set(turnId, { attempt, leaseUntil });
    return undefined;
  }

  async withdraw(turn: TurnAttemptKey): Promise<void> {
    this.#remove(turn);
  }

  async settle(turn: TurnAttemptKey, { text }: ModelResult): Promise<void> {
    if (this.#remove(turn)) {
      this.settled.push(`${turn.turnId}#${turn.attempt} ${text}`);
    }
  }

  #remove({ turnId, attempt }: TurnAttemptKey): boolean {
    return this.reserved.get(turnId)?.attempt === attempt && this.reserved.delete(turnId);
  }
}
