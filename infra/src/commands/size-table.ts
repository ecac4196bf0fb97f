import type { BundleSize } from '../bundle-sizes.ts';

/** Bytes as kilobytes of 1,000 with one decimal: `853.2 KB`. */
export function formatSize(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

/** One line a function: its name, size, budget, and whether it is over. */
export function sizeTable(sizes: readonly BundleSize[]): string {
  return sizes
    .map(({ functionName, bytes, budgetBytes }) =>
      [
        functionName.padEnd(28),
        formatSize(bytes).padStart(12),
        ` of ${formatSize(budgetBytes)}`,
        bytes > budgetBytes ? '  OVER BUDGET' : '',
      ].join(''),
    )
    .join('\n');
}
