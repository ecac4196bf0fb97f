import { CONTENDER_NAMES, type ContenderName } from '../contenders/index.ts';
import { type Child, startChild } from './child.ts';
import type { StreamCost, StreamTask } from './contender-process.ts';
import type { SinkTask, SinkTotals } from './sink.ts';

/** One sink and one process a contender. */
export interface Arena {
  /** Runs a contender's task; gives what it cost and what arrived at the sink. */
  run(name: ContenderName, task: StreamTask): Promise<{ cost: StreamCost; arrived: SinkTotals }>;
  stop(): void;
}

/** Starts the sink and the contenders: all by default. `keepBodies` keeps what arrives, for who reads it. */
export async function openArena({
  names = CONTENDER_NAMES,
  keepBodies = false,
}: {
  names?: readonly ContenderName[];
  keepBodies?: boolean;
} = {}): Promise<Arena> {
  const sink = startChild<SinkTask, SinkTotals>('./sink.ts');
  const { address } = await sink.run({});
  const contenders = new Map<ContenderName, Child<StreamTask, StreamCost>>(
    names.map((name) => [
      name,
      startChild('./contender-process.ts', { args: [name, address], execArgv: ['--expose-gc'] }),
    ]),
  );
  return {
    async run(name, task) {
      const contender = contenders.get(name);
      if (contender === undefined) {
        throw new RangeError(`${name} does not take part.`);
      }
      await sink.run({ keepBodies });
      const cost = await contender.run(task);
      return { cost, arrived: await sink.run({ keepBodies }) };
    },
    stop() {
      sink.stop();
      for (const contender of contenders.values()) {
        contender.stop();
      }
    },
  };
}
