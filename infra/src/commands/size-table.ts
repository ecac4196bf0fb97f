import type { BundleSize } from '../bundle-sizes.ts';
import type { ProviderSize } from '../provider-sizes.ts';

/** Bytes as kilobytes of 1,000 with one decimal: `853.2 KB`. */
export function formatSize(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

/** One line a function: its name, what it loads at a cold start, the budget of that, all of it, and whether it is over. */
export function sizeTable(sizes: readonly BundleSize[]): string {
  return sizes
    .map(({ functionName, bytes, totalBytes, budgetBytes }) =>
      [
        functionName.padEnd(28),
        formatSize(bytes).padStart(12),
        ` of ${formatSize(budgetBytes)}`.padEnd(16),
        `${formatSize(totalBytes)} in all`.padStart(17),
        bytes > budgetBytes ? '  OVER BUDGET' : '',
      ].join(''),
    )
    .join('\n');
}

/** One line a set of providers: which they are, what the function loads at a cold start, all of it, and that gzipped. */
export function providerTable(sizes: readonly ProviderSize[]): string {
  return sizes
    .map(({ providers, bytes, totalBytes, gzippedBytes }) =>
      [
        providers.join(' + ').padEnd(28),
        formatSize(bytes).padStart(12),
        `${formatSize(totalBytes)} in all`.padStart(21),
        `${formatSize(gzippedBytes)} gzipped`.padStart(21),
      ].join(''),
    )
    .join('\n');
}
