/** How much of an amount is used or reserved, from 0 to 1; 1 where nothing is allowed. */
export function shareOf(amount: { readonly used: number; readonly reserved: number; readonly limit: number }): number {
  const { used, reserved, limit } = amount;
  return limit <= 0 ? 1 : Math.min(1, (used + reserved) / limit);
}
