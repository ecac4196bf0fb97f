import { ANSWER_CALL, functionProcesses } from './faults.ts';
import { control, type LocalRunUnderTest } from './local-run.ts';

/** A call that the model was asked for, as far as tests look at it (packages/local-aws/README.md). */
export interface ModelCall {
  readonly function: string;
  readonly operation: string;
  /** The forced tool, absent where the model answers in words. */
  readonly tool?: string;
  readonly aborted: boolean;
}

/** Forgets the calls so far. Work behind turns that ended before may still add its own. */
export async function forgetModelCalls(run: LocalRunUnderTest): Promise<void> {
  await control(run, 'DELETE', '/model/calls');
}

/**
 * The calls of one function since they were forgotten, oldest first: never all calls, since work behind the
 * turns of earlier tests makes its own at any time.
 *
 * @param logicalId what the function's logical id begins with. Default: the function that streams coach conversations
 */
export async function modelCalls(run: LocalRunUnderTest, logicalId?: string): Promise<readonly ModelCall[]> {
  const { name } = await functionProcesses(run, logicalId);
  const calls = (await control(run, 'GET', '/model/calls')) as readonly ModelCall[];
  return calls.filter((call) => call.function === name);
}

/** How many answers the model was asked for, by one function. */
export async function answerCalls(run: LocalRunUnderTest, logicalId?: string): Promise<number> {
  const calls = await modelCalls(run, logicalId);
  return calls.filter(({ operation }) => operation === ANSWER_CALL.operation).length;
}
