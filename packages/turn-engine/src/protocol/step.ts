import type { TurnOperations } from '../operations.ts';
import type { QuotaOperations } from '../quota.ts';

/** Everything that the protocol may ask for; of a quota only where there is one. */
export type ProtocolOperations<Subject, Result> = TurnOperations<Subject, Result> & QuotaOperations;

type Operations = ProtocolOperations<never, never>;

/** One operation that the protocol asks for. */
export interface Step {
  readonly name: keyof Operations;
  readonly args: readonly unknown[];
}

/**
 * A part of the protocol: a generator that asks for operations and is given their results. What runs in production
 * and what the exhaustive test explores is the same code; only who carries out the steps differs.
 */
export type Protocol<Output> = Generator<Step | readonly Step[], Output, unknown>;

/** The operations as steps, so that their results keep their types. */
export type StepsOf<Ops> = {
  readonly [Name in keyof Ops]: Ops[Name] extends (...args: infer Args) => Promise<infer Output>
    ? (...args: Args) => Protocol<Output>
    : never;
};

/** Makes the steps of a set of operations. */
export function stepsOf<Subject, Result>(): StepsOf<ProtocolOperations<Subject, Result>> {
  return new Proxy({} as StepsOf<ProtocolOperations<Subject, Result>>, {
    get: (_target, name) =>
      function* (...args: unknown[]): Protocol<unknown> {
        return yield { name: name as Step['name'], args };
      },
  });
}

/** Two steps at once: they are carried out in any order. */
export function* together<One, Two>(one: Protocol<One>, two: Protocol<Two>): Protocol<[One, Two]> {
  const steps = [one.next().value as Step, two.next().value as Step];
  return (yield steps) as [One, Two];
}

/** Carries a protocol out on real operations. */
export async function carryOut<Subject, Result, Output>(
  protocol: Protocol<Output>,
  operations: TurnOperations<Subject, Result> & Partial<QuotaOperations>,
): Promise<Output> {
  const perform = ({ name, args }: Step) =>
    (operations[name] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
  let next = protocol.next();
  while (!next.done) {
    const asked = next.value;
    try {
      next = protocol.next(await (Array.isArray(asked) ? Promise.all(asked.map(perform)) : perform(asked as Step)));
    } catch (error) {
      next = protocol.throw(error);
    }
  }
  return next.value;
}
