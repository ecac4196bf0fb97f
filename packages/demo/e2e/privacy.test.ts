import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ANSWER_CALL } from './support/faults.ts';
import { ask, control, localRun, randomNoun, textOf } from './support/local-run.ts';
import { eventually } from './support/rest.ts';

const run = localRun();

const folder = join(process.env.E2E_LOCAL_DIR ?? '', 'data', 'logs');
const logFiles = () => readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

/** What the functions write from now on: the runtime itself logs the stacks of crashes that other tests provoke. */
function watchLogs(): () => string {
  const lengths = new Map(logFiles().map(({ file, text }) => [file, text.length]));
  return () =>
    logFiles()
      .map(({ file, text }) => text.slice(lengths.get(file) ?? 0))
      .join('\n');
}

describe('the logs', () => {
  it('hold ids, times and metrics of a turn, and nothing of its token, text or prompt, also when it fails', async () => {
    const logs = watchLogs();
    const noun = randomNoun();
    const token = await run.token();
    const answered = await ask(run, `Tell me about ${noun}, please.`, { token });
    await control(run, 'PUT', '/model/script', { faults: [{ kind: 'reset', afterChunks: 2, match: ANSWER_CALL }] });
    await ask(run, `Tell me about ${noun}, please.`, { token });
    await control(run, 'PUT', '/model/script', {});
    await ask(run, `Tell me about ${noun}, please.`, { token: `${token}x` });

    const [start] = answered.events;
    const turnId = start?.event.type === 'start' ? start.event.turnId : 'no turn';
    // What a function writes comes to its log a moment after what it answers.
    const written = await eventually(
      async () => logs(),
      (log) => [turnId, 'MODEL_INTERRUPTED', 'UNAUTHENTICATED'].every((part) => log.includes(part)),
    );
    expect(written).toContain(turnId);
    expect(written).toContain('"TimeToFirstToken"');
    expect(written).toContain('MODEL_INTERRUPTED');
    expect(written).toContain('UNAUTHENTICATED');
    expect(written).not.toContain(noun);
    expect(written).not.toContain(textOf(answered).slice(0, 40));
    expect(written).not.toContain(token.slice(0, 60));
    expect(written).not.toContain(token.split('.')[2]);
    expect(written).not.toContain('You are a fitness');
    expect(written).not.toContain('@demo.example');
    expect(written).not.toMatch(/\bat .*:\d+:\d+|index\.mjs/);
  });

  it('are not what a client reads', async () => {
    await control(run, 'POST', '/dynamodb/faults', { operation: 'Query', kind: 'refuse', times: 9 });
    const received = await ask(run, 'Hi');
    await control(run, 'DELETE', '/dynamodb/faults');
    expect(received.status).toBe(503);
    expect(JSON.parse(received.body)).toMatchObject({ code: 'STORAGE_UNAVAILABLE', retryable: true });
    expect(received.body).not.toMatch(/dynamodb|AccessDenied|arn:/i);
  });
});
