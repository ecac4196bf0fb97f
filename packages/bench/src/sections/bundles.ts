import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, bundle } from '../bundles/bundle.ts';
import { importOnce } from '../bundles/import-time.ts';
import { BARE_CLIENTS, BUNDLE_SUBJECTS, HANDLER_CORE, WHOLE_FUNCTION } from '../bundles/subjects.ts';
import { BASELINE } from '../contenders/index.ts';
import { ratios, spreadOf } from '../report/statistics.ts';
import { digits, goal, range } from '../report/table.ts';
import type { Section } from './section.ts';

const ROUNDS = 11;
const MAX_CORE_KB = 15;
const MAX_IMPORT_RATIO = 1.5;

/** Size of the bundles that Lambda would load, and the time to import each in a fresh process. */
export const bundles: Section = {
  summary: 'bundle size and import time',
  async *run(progress) {
    const directory = mkdtempSync(join(tmpdir(), 'coach-stream-bench-'));
    try {
      progress('bundling');
      const measured = new Map<string, { bundle: Bundle; times: number[] }>();
      for (const [index, { name, ...subject }] of BUNDLE_SUBJECTS.entries()) {
        const made = await bundle({ ...subject, directory: join(directory, String(index)) });
        measured.set(name, { bundle: made, times: [] });
      }
      progress(`importing ${measured.size} bundles, ${ROUNDS} times each`);
      const all = [...measured.values()];
      for (let round = 0; round < ROUNDS; round += 1) {
        for (let turn = 0; turn < all.length; turn += 1) {
          const subject = all[(round + turn) % all.length];
          subject?.times.push(importOnce(subject.bundle.file));
        }
      }
      const timesOf = (name: string) => measured.get(name)?.times ?? [];
      const toClients = (name: string) => spreadOf(ratios(timesOf(name), timesOf(BARE_CLIENTS)));
      yield {
        title: `Bundles: minified ES modules as infra makes them; import in fresh processes, ${ROUNDS} rounds`,
        columns: ['bundle', 'KB', 'KB gzipped', 'import ms', 'min–max', '× raw', '× clients'],
        rows: [...measured].map(([name, { bundle: made, times }]) => [
          name,
          digits(made.bytes / 1000),
          digits(made.gzippedBytes / 1000),
          digits(spreadOf(times).median),
          range(spreadOf(times)),
          spreadOf(ratios(times, timesOf(BASELINE))).median.toFixed(2),
          toClients(name).median.toFixed(2),
        ]),
        notes: [
          goal(
            `${HANDLER_CORE}, gzipped`,
            (measured.get(HANDLER_CORE)?.bundle.gzippedBytes ?? Number.NaN) / 1000,
            MAX_CORE_KB,
            'KB',
          ),
          goal(`import, ${WHOLE_FUNCTION}`, toClients(WHOLE_FUNCTION).median, MAX_IMPORT_RATIO, '× clients'),
        ],
      };
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};
