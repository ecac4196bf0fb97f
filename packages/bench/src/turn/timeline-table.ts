import { systemClock } from '@coach-stream/streaming-core';
import { LATENCY, simulateTurn } from '../../../coach-conversation/test/simulated-turn.ts';
import { digits, goal, type Table } from '../report/table.ts';

/** Trips to the tables that a turn makes before it is worked on: the claim beside the reads, the admission, the lock. */
const OPENING_TRIPS = 3;
/** Passing lines for which the seeds' pipeline asks a model each. */
const CONTEXTUAL_CALLS = 5;
/** What the seeds' pipeline reads and writes before its answer: conversation, coach, user, workouts; the message. */
const SEQUENTIAL_TRIPS = 5;
const MAX_OVERHEAD_MS = 80;
const MAX_SEARCH_OVERHEAD_MS = 230;
const MAX_RATIO = 0.35;
const ROUNDS = 3;

const QUESTIONS = [
  { name: 'a plain question', message: 'How long should I rest between sets?', isSearched: false },
  { name: 'a question that needs a search', message: 'How should I structure a deload week?', isSearched: true },
  { name: 'a workout log', message: 'Ran 5 km this morning', isSearched: false },
] as const;

/**
 * When the first token of an answer goes out, beside a pipeline that does one thing after the other: the reads, the
 * router, a model call a passing line, the search, the answer. Both run on real timers under the same latencies.
 */
export async function timelineTable(): Promise<Table> {
  const rows: { name: string; isSearched: boolean; ours: number; sequential: number }[] = [];
  for (const { name, message, isSearched } of QUESTIONS) {
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      samples.push(await firstTokenMs(message));
    }
    rows.push({ name, isSearched, ours: Math.min(...samples), sequential: await sequentialMs(isSearched) });
  }
  const modelsMs = LATENCY.routerMs + LATENCY.firstTokenMs;
  const worst = (isSearched: boolean) =>
    Math.max(...rows.filter((row) => row.isSearched === isSearched).map(({ ours }) => ours - modelsMs));
  return {
    title: `Turn, first token: router ${LATENCY.routerMs} ms, table ${LATENCY.tableMs} ms, index ${LATENCY.indexMs} ms, first token ${LATENCY.firstTokenMs} ms`,
    columns: ['message', 'ms', 'one after the other, ms', 'ratio'],
    rows: rows.map(({ name, ours, sequential }) => [name, digits(ours), digits(sequential), digits(ours / sequential)]),
    notes: [
      `One after the other: ${SEQUENTIAL_TRIPS} trips, the router, ${CONTEXTUAL_CALLS} calls for passing lines, the search, the answer.`,
      goal('without a search, over router and first token', worst(false), MAX_OVERHEAD_MS, 'ms'),
      goal('with a search, over router and first token', worst(true), MAX_SEARCH_OVERHEAD_MS, 'ms'),
      goal('a plain question, ratio', (rows[0]?.ours ?? Number.NaN) / (rows[0]?.sequential ?? 1), MAX_RATIO, '×'),
    ],
  };
}

async function firstTokenMs(message: string): Promise<number> {
  const startedAt = performance.now();
  for (let trip = 0; trip < OPENING_TRIPS; trip += 1) {
    await after(LATENCY.tableMs);
  }
  let firstAt = Number.NaN;
  const { events } = simulateTurn(message, systemClock);
  for (let next = await events.next(); !next.done; next = await events.next()) {
    if (next.value.type === 'chunk' && Number.isNaN(firstAt)) {
      firstAt = performance.now();
    }
  }
  return firstAt - startedAt;
}

async function sequentialMs(isSearched: boolean): Promise<number> {
  const startedAt = performance.now();
  const waits = [
    ...Array.from({ length: SEQUENTIAL_TRIPS }, () => LATENCY.tableMs),
    LATENCY.routerMs,
    ...Array.from({ length: CONTEXTUAL_CALLS }, () => LATENCY.routerMs),
    ...(isSearched ? [LATENCY.indexMs] : []),
    LATENCY.firstTokenMs,
  ];
  for (const ms of waits) {
    await after(ms);
  }
  return performance.now() - startedAt;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
