import { endOfDay, sumOfReserved, type TurnLimits, toUsd, type UserLimitsRepository } from '@coach-stream/store';
import type { UserUsage } from '@coach-stream/streaming-core/contract';
import type { RouteHandlers } from './api-route.ts';

/** What the handler of a user's usage works with. */
export interface UserUsageOptions {
  readonly userLimits: Pick<UserLimitsRepository, 'readCurrent'>;
  readonly limits: TurnLimits;
}

/** Shows what a user has used today. Who has sent nothing has used nothing. */
export function createUserUsageHandlers({ userLimits, limits }: UserUsageOptions): RouteHandlers<'userUsage'> {
  return {
    async GET({ params: { userId } }) {
      const { day, running, starts, usedTokens, usedNanoUsd } = await userLimits.readCurrent(userId);
      const reserved = sumOfReserved(running);
      const usage: UserUsage = {
        day,
        resetsAt: new Date(endOfDay(day)).toISOString(),
        turns: {
          running: Object.keys(running).length,
          concurrentLimit: limits.concurrentTurns,
          lastMinute: Object.keys(starts).length,
          perMinuteLimit: limits.turnsPerMinute,
        },
        tokens: { used: usedTokens, reserved: reserved.tokens, limit: limits.tokensPerDay },
        costUsd: { used: toUsd(usedNanoUsd), reserved: toUsd(reserved.nanoUsd), limit: limits.costUsdPerDay },
      };
      return { status: 200, body: usage };
    },
  };
}
