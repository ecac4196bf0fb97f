import type { Spread } from './statistics.ts';

/** A section's result, as it is printed. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  /** The first cell is a name; the others are aligned to the right. */
  readonly rows: readonly (readonly string[])[];
  /** Goals and what a reader should know, one line each. */
  readonly notes?: readonly string[];
}

/** A table as text. */
export function formatTable({ title, columns, rows, notes = [] }: Table): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  const format = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ')
      .trimEnd();
  return [
    title,
    '',
    format(columns),
    widths.map((width) => '-'.repeat(width)).join('   '),
    ...rows.map(format),
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
}

/** A number with as many digits as it is worth. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The lowest and the highest sample. */
export function range({ min, max }: Spread): string {
  return `${digits(min)}–${digits(max)}`;
}

/** A goal's line: what was to be reached, what was, and whether that is met. */
export function goal(name: string, reached: number, limit: number, unit: string): string {
  return `Goal: ${name} ≤ ${limit} ${unit}: ${digits(reached)} ${unit}, ${reached <= limit ? 'met' : 'MISSED'}.`;
}
