import type { Table } from '../report/table.ts';

/** One part of the benchmark, as `--only` names it. */
export interface Section {
  readonly summary: string;
  /** Measures and gives a table after the other. */
  readonly run: (progress: (line: string) => void) => AsyncIterable<Table>;
}
