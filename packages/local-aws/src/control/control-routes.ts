import { isJsonObject } from '../json.ts';
import { type FunctionError, type LambdaHost, parseFunctionFault } from '../lambda/index.ts';
import type { Schedules } from '../schedules/index.ts';
import type { SecretStore } from '../secrets-manager/index.ts';
import type { Sqs } from '../sqs/index.ts';
import { ControlError } from './http-handler.ts';
import { parseClock } from './parse-clock.ts';
import { parseSecret } from './parse-secret.ts';

/** Control over the model that answers Bedrock calls. */
interface ModelControl {
  /** One entry a call, those still running too. */
  calls(): readonly unknown[];
  clearCalls(): void;
  /** Sets pace and the next faults. @throws Error whose message says what is wrong with `body` */
  script(body: unknown): void;
}

/** Control over what goes wrong in a service. */
interface FaultControl {
  /** Adds a fault for the next calls that it fits. @throws Error whose message says what is wrong with it */
  next(fault: unknown): void;
  clear(): void;
}

/** What the control routes act on. */
export interface ControlTargets {
  readonly host: Pick<
    LambdaHost,
    | 'functions'
    | 'find'
    | 'kill'
    | 'drop'
    | 'forgetDrops'
    | 'arm'
    | 'retryNow'
    | 'moveClock'
    | 'activeResources'
    | 'logs'
    | 'processIds'
  >;
  readonly model: ModelControl;
  readonly tables: FaultControl;
  readonly pinecone: FaultControl;
  readonly secrets: Pick<SecretStore, 'list' | 'put' | 'restore'>;
  readonly schedules: Pick<Schedules, 'list' | 'run'>;
  readonly queues: Pick<Sqs, 'list'>;
  /** Address of each Function URL by its function's logical id. */
  readonly functionUrls: Readonly<Record<string, string>>;
  /** Cuts a way into the app, or opens it again. */
  readonly transports: Readonly<Record<string, (isDown: boolean) => void>>;
}

/** One request to a control route. */
interface ControlRequest {
  /** Path segments that the route's pattern leaves open, percent-decoded. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** One control route; what `answer` returns is sent as JSON, nothing as 204. */
export interface ControlRoute {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Such as `/_local/logs/{name}`. */
  readonly pattern: string;
  readonly summary: string;
  answer(request: ControlRequest, targets: ControlTargets): unknown;
}

/** Everything under `/_local/`, in the order in which `GET /_local/` lists it. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    pattern: '/_local/functions',
    summary: 'The functions, their addresses and processes',
    answer: (_request, { host, functionUrls }) =>
      host.functions.map(({ logicalId, name, arn, notRunnable }) => ({
        logicalId,
        name,
        arn,
        ...(functionUrls[logicalId] === undefined ? {} : { functionUrl: functionUrls[logicalId] }),
        ...(notRunnable === undefined ? {} : { notRunnable }),
        processIds: host.processIds(name),
      })),
  },
  {
    method: 'POST',
    pattern: '/_local/functions/{name}/kill',
    summary: 'Ends its environments; ?afterEvents=N in the middle of the response in flight, else of the next one',
    answer: ({ parameters: [name = ''], query }, { host }) => {
      const afterEvents = countAt(query, 'afterEvents');
      return known(() => ({ killed: host.kill(name, { afterEvents }) }));
    },
  },
  {
    method: 'POST',
    pattern: '/_local/functions/{name}/drop',
    summary:
      'Cuts the client of the response in flight, else of the next one, and the function goes on; ?afterEvents=N behind the Nth event, &times=K for K responses',
    answer: ({ parameters: [name = ''], query }, { host }) => {
      const drop = { afterEvents: countAt(query, 'afterEvents'), times: countAt(query, 'times') };
      return known(() => ({ dropped: host.drop(name, drop) }));
    },
  },
  {
    method: 'DELETE',
    pattern: '/_local/functions/{name}/drop',
    summary: 'Forgets the drops that are armed for its next responses',
    answer: ({ parameters: [name = ''] }, { host }) => known(() => host.forgetDrops(name)),
  },
  {
    method: 'POST',
    pattern: '/_local/functions/{name}/fault',
    summary:
      'Lets its next invocation go wrong: {"kind": "exit" | "outOfMemory" | "unhandledRejection" | "kill", "afterEvents": N}, {"kind": "deadline", "remainingMs": N}',
    answer: ({ parameters: [name = ''], body }, { host }) => {
      const fault = asBadRequest(() => parseFunctionFault(body));
      return known(() => host.arm(name, fault));
    },
  },
  {
    method: 'DELETE',
    pattern: '/_local/functions/{name}/fault',
    summary: 'Forgets the fault that its next invocation was to meet',
    answer: ({ parameters: [name = ''] }, { host }) => known(() => host.arm(name, undefined)),
  },
  {
    method: 'POST',
    pattern: '/_local/functions/{name}/retries',
    summary: 'Makes the further tries of asynchronous invocations at once that wait for their time',
    answer: ({ parameters: [name = ''] }, { host }) => known(() => ({ retried: host.retryNow(name) })),
  },
  {
    method: 'GET',
    pattern: '/_local/functions/{name}/resources',
    summary: 'What keeps the event loop of each idle environment busy, counted by kind',
    answer: ({ parameters: [name = ''] }, { host }) => known(() => host.activeResources(name)),
  },
  {
    method: 'PUT',
    pattern: '/_local/clock',
    summary: 'Moves the time of day that functions and services see: {"offsetMs": N}; 0 puts it back',
    answer: async ({ body }, { host }) => {
      const { offsetMs } = asBadRequest(() => parseClock(body));
      await host.moveClock(offsetMs);
      return { offsetMs };
    },
  },
  {
    method: 'GET',
    pattern: '/_local/logs/{name}',
    summary: 'The last lines that a function wrote in this run',
    answer: ({ parameters: [name = ''] }, { host }) => known(() => host.logs(name)),
  },
  {
    method: 'GET',
    pattern: '/_local/schedules',
    summary: 'The schedules, and when they fire next',
    answer: (_request, { schedules }) => schedules.list(),
  },
  {
    method: 'POST',
    pattern: '/_local/schedules/{logicalId}/run',
    summary: 'Fires a schedule now',
    answer: ({ parameters: [logicalId = ''] }, { schedules }) => {
      const invoked = schedules.run(logicalId);
      if (invoked === undefined)
        throw new ControlError(404, `no schedule ${logicalId}; GET /_local/schedules lists them`);
      return { invoked };
    },
  },
  {
    method: 'GET',
    pattern: '/_local/queues',
    summary: 'The SQS queues, and how many messages each holds',
    answer: (_request, { queues }) => queues.list(),
  },
  {
    method: 'PUT',
    pattern: '/_local/transports',
    summary:
      'Cuts ways into the app, or its way to Pinecone, or opens them: {"functionUrl", "rest", "restStream", "pinecone": "up" | "down"}',
    answer: ({ body }, { transports }) => setTransports(body, transports),
  },
  {
    method: 'GET',
    pattern: '/_local/model/calls',
    summary: 'The calls of the model so far, one entry each',
    answer: (_request, { model }) => model.calls(),
  },
  {
    method: 'DELETE',
    pattern: '/_local/model/calls',
    summary: 'Forgets the calls of the model',
    answer: (_request, { model }) => model.clearCalls(),
  },
  {
    method: 'PUT',
    pattern: '/_local/model/script',
    summary: "Sets the model's pace and its next faults",
    answer: ({ body }, { model }) => asBadRequest(() => model.script(body)),
  },
  {
    method: 'POST',
    pattern: '/_local/dynamodb/faults',
    summary: 'Adds a fault for the next DynamoDB calls: {"kind": "throttle" | "refuse" | "slow", …}',
    answer: ({ body }, { tables }) => asBadRequest(() => tables.next(body)),
  },
  {
    method: 'DELETE',
    pattern: '/_local/dynamodb/faults',
    summary: 'Forgets the faults of DynamoDB',
    answer: (_request, { tables }) => tables.clear(),
  },
  {
    method: 'POST',
    pattern: '/_local/pinecone/faults',
    summary: 'Adds a fault for the next Pinecone calls: {"kind": "throttle" | "unavailable" | "slow" | "cut" | …}',
    answer: ({ body }, { pinecone }) => asBadRequest(() => pinecone.next(body)),
  },
  {
    method: 'DELETE',
    pattern: '/_local/pinecone/faults',
    summary: 'Forgets the faults of Pinecone',
    answer: (_request, { pinecone }) => pinecone.clear(),
  },
  {
    method: 'GET',
    pattern: '/_local/secrets',
    summary: 'The secrets, without their values',
    answer: (_request, { secrets }) => secrets.list().map(({ logicalId, name, arn }) => ({ logicalId, name, arn })),
  },
  {
    method: 'PUT',
    pattern: '/_local/secrets/{logicalId}',
    summary: 'Gives a secret another value for this run: {"secretString": "…"}',
    answer: ({ parameters: [logicalId = ''], body }, { secrets }) => {
      const { secretString } = asBadRequest(() => parseSecret(body));
      knownSecret(logicalId, secrets.put(logicalId, secretString));
    },
  },
  {
    method: 'DELETE',
    pattern: '/_local/secrets/{logicalId}',
    summary: 'Gives a secret back the value that it had when the run began',
    answer: ({ parameters: [logicalId = ''] }, { secrets }) => knownSecret(logicalId, secrets.restore(logicalId)),
  },
];

function knownSecret(logicalId: string, isKnown: boolean): void {
  if (!isKnown) throw new ControlError(404, `no secret ${logicalId}; GET /_local/secrets lists them`);
}

function setTransports(body: unknown, transports: ControlTargets['transports']): unknown {
  const names = Object.keys(transports).join(', ');
  if (!isJsonObject(body)) throw new ControlError(400, `the body is an object of ${names}: "up" or "down"`);
  for (const [name, state] of Object.entries(body)) {
    if (transports[name] === undefined) throw new ControlError(400, `there is no transport ${name}, only ${names}`);
    if (state !== 'up' && state !== 'down') throw new ControlError(400, `${name} is "up" or "down"`);
  }
  for (const [name, state] of Object.entries(body)) transports[name]?.(state === 'down');
  return body;
}

/** A parameter of the query that counts, or `undefined` where it is left out. */
function countAt(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text !== null && !/^[1-9]\d{0,8}$/.test(text)) throw new ControlError(400, `${name} is a whole number from 1`);
  return text === null ? undefined : Number(text);
}

/** The host's only error here is an unknown name. */
function known<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new ControlError(404, (error as FunctionError).message);
  }
}

function asBadRequest<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new ControlError(400, error instanceof Error ? error.message : String(error));
  }
}
