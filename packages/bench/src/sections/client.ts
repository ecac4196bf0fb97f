import { type AgentUpdate, measureAgentUpdate } from '../client/agent-update.ts';
import { parseTable } from '../client/parse-table.ts';
import { spreadOf } from '../report/statistics.ts';
import { digits, goal, range, type Table } from '../report/table.ts';
import type { Section } from './section.ts';

const ROUNDS = 7;
const MAX_UPDATE_MICROS = 20;

/** What the client costs a browser: the reading of a response, and an agent's state for each token. */
export const client: Section = {
  summary: 'the client: parsing, and the update of an agent by a token',
  async *run(progress) {
    progress('parsing of the client');
    yield parseTable();
    progress("updates of the client's agent");
    const rounds: AgentUpdate[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(await measureAgentUpdate());
    }
    yield updateTable(rounds);
  },
};

function updateTable(rounds: readonly (readonly AgentUpdate[])[]): Table {
  const rows = (rounds[0] ?? []).map(({ tokensBefore, messagesBefore }, row) => ({
    tokensBefore,
    messagesBefore,
    micros: spreadOf(rounds.flatMap((round) => round[row]?.microsecondsPerToken ?? [])),
  }));
  return {
    title: `Client, agent: from an event to a new snapshot that a listener has read; ${ROUNDS} rounds`,
    columns: ['tokens before', 'messages before', 'µs/token', 'min–max'],
    rows: rows.map(({ tokensBefore, messagesBefore, micros }) => [
      String(tokensBefore),
      String(messagesBefore),
      digits(micros.median),
      range(micros),
    ]),
    notes: [
      goal('update of an agent', Math.max(...rows.map(({ micros }) => micros.median)), MAX_UPDATE_MICROS, 'µs/token'),
    ],
  };
}
