import { control, type LocalRunUnderTest } from './local-run.ts';

/** What to provoke, by who fails: the bodies of test control (packages/local-aws/README.md). */
export interface AskedFault {
  readonly model?: Readonly<Record<string, unknown>>;
  readonly table?: Readonly<Record<string, unknown>>;
  readonly function?: Readonly<Record<string, unknown>>;
}

/** The answer's call, and none of those that are made behind it. */
export const ANSWER_CALL = { operation: 'ConverseStream' };

const FAST = { firstTokenMs: 5, tokenMs: 1 };

/** Lets the next turn meet a fault. */
export async function armFault(run: LocalRunUnderTest, fault: AskedFault): Promise<void> {
  const { name } = await functionProcesses(run);
  if (fault.model !== undefined) {
    await control(run, 'PUT', '/model/script', { ...FAST, faults: [{ ...fault.model, match: ANSWER_CALL }] });
  }
  if (fault.table !== undefined) {
    await control(run, 'POST', '/dynamodb/faults', { ...fault.table, caller: name });
  }
  if (fault.function !== undefined) {
    await control(run, 'POST', `/functions/${name}/fault`, fault.function);
  }
}

/** Takes back what was not met, and lets the model answer fast. */
export async function disarmFaults(run: LocalRunUnderTest): Promise<void> {
  await control(run, 'PUT', '/model/script', FAST);
  await control(run, 'DELETE', '/dynamodb/faults');
}

/**
 * A function and the processes that serve it.
 *
 * @param logicalId what its logical id begins with. Default: the function that streams coach conversations
 */
export async function functionProcesses(
  run: LocalRunUnderTest,
  logicalId = 'StreamCoachConversation',
): Promise<{ readonly name: string; readonly processIds: readonly number[] }> {
  const functions = (await control(run, 'GET', '/functions')) as {
    logicalId: string;
    processIds: number[];
  }[];
  const found = functions.find((listed) => listed.logicalId.startsWith(logicalId));
  if (found === undefined) {
    throw new Error(`The run has no function ${logicalId}.`);
  }
  return { name: found.logicalId, processIds: found.processIds };
}

/** What keeps the one idle environment's event loop busy, once its last connections have closed. */
export async function activeResources(run: LocalRunUnderTest): Promise<Readonly<Record<string, number>>> {
  const { name } = await functionProcesses(run);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const environments = (await control(run, 'GET', `/functions/${name}/resources`)) as Record<string, number>[];
  return environments[0] ?? {};
}
