export { endOfDay, sumOfReserved } from './current-limits.ts';
export { toUsd } from './nano-usd.ts';
export { type TurnLimits, turnLimitsSchema } from './turn-limits.ts';
