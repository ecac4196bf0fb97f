import { randomUUID } from 'node:crypto';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import { CallLog, type ModelCall } from './call-log.ts';
import { type Clock, systemClock } from './clock.ts';
import { Connection } from './connection.ts';
import { type ConverseRequest, forcedTool, parseConverseBody, parseConversePath } from './converse-request.ts';
import type { LocalModel } from './local-model.ts';
import { bedrockPermissions } from './permissions.ts';
import { planReply } from './plan-reply.ts';
import { PromptCache } from './prompt-cache.ts';
import { type Fault, ModelScript } from './script.ts';
import { type Sending, sendStream, sendWhole } from './send-reply.ts';
import { SERVICE_ERROR_NAMES, ServiceError } from './service-error.ts';

/** Test control of the model endpoint. */
export interface ModelControl {
  /** Every call since the start or the last `clearCalls`, those still running too. */
  calls(): ModelCall[];
  clearCalls(): void;
  /**
   * Sets pace and the next faults; replaces the script before it.
   *
   * @throws InvalidScriptError that names each wrong field.
   */
  script(body: unknown): void;
}

export interface BedrockOptions {
  readonly model: LocalModel;
  readonly clock?: Clock;
  /** Writes the event stream in pieces of this many bytes; by default a frame at a time. For tests of readers. */
  readonly pieceBytes?: number;
}

/**
 * A Bedrock Runtime of our own: Converse and ConverseStream on the real wire, answered by `model`.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export function createBedrock(options: BedrockOptions): SdkService & { readonly control: ModelControl } {
  const { model, clock = systemClock, pieceBytes } = options;
  const script = new ModelScript();
  const log = new CallLog(() => clock.now());
  const cache = new PromptCache(() => clock.now());
  const open = new Set<Connection>();

  async function answer(request: ConverseRequest, connection: Connection): Promise<void> {
    const tool = forcedTool(request)?.name;
    const { function: caller, operation, modelId } = request;
    const fault = script.take({ function: caller, operation, modelId, tool });
    const record = log.begin({ function: caller, operation, modelId, ...(tool !== undefined && { tool }) });
    const startedAt = clock.now();
    const { pace } = script;
    const call: Call = { connection, record, clock, fault, requestId: randomUUID(), startedAt };
    try {
      if (await strikeBeforeResponse(request, call)) return;
      const reply = await model.respond(request);
      const plan = planReply(request, reply, { input: cache.count(request), fault });
      const sending: Sending = { ...call, pace: { ...pace, ...reply.pace } };
      await (operation === 'ConverseStream' ? sendStream : sendWhole)(plan, sending);
    } catch (error) {
      sendError(connection, error);
    } finally {
      record.end({ aborted: connection.isAborted });
    }
  }

  return {
    signingNames: ['bedrock'],
    permissions: bedrockPermissions,
    deny(response, message) {
      sendError(new Connection(response, undefined), new ServiceError('AccessDeniedException', message));
    },
    async handle(request, response) {
      const connection = new Connection(response, pieceBytes);
      open.add(connection);
      try {
        await answer(parse(request), connection);
      } catch (error) {
        sendError(connection, error);
      } finally {
        open.delete(connection);
      }
    },
    async close() {
      for (const connection of open) connection.reset();
    },
    control: {
      calls: () => log.list(),
      clearCalls: () => log.clear(),
      script: (body) => script.replace(body),
    },
  };
}

function parse(request: SdkRequest): ConverseRequest {
  const target = request.method === 'POST' ? parseConversePath(request.path) : undefined;
  if (target === undefined) {
    throw new ServiceError('UnknownOperationException', `No operation for ${request.method} ${request.path}.`);
  }
  const { system = [], messages, inferenceConfig, toolConfig } = parseConverseBody(request.body);
  return { function: request.caller.name, ...target, system, messages, inferenceConfig, toolConfig };
}

/** A call before its reply is known. */
type Call = Omit<Sending, 'pace'>;

/**
 * Lets a fault happen that comes before the response's first byte.
 *
 * @returns true where the call is over.
 */
async function strikeBeforeResponse(
  { operation }: ConverseRequest,
  { connection, clock, fault }: Call,
): Promise<boolean> {
  if (fault?.kind === 'refuse') {
    const { error, retryAfterSeconds } = fault;
    throw new ServiceError(
      error,
      `Fault set by the script: ${error}.`,
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    );
  }
  if (fault?.kind === 'exception' && operation === 'Converse') {
    throw new ServiceError(httpErrorOf(fault), `Fault set by the script: ${fault.error}.`);
  }
  if (fault?.kind !== 'reset' && fault?.kind !== 'stall') return false;
  if (fault.afterChunks !== undefined && operation === 'ConverseStream') return false;
  if (fault.kind === 'reset') {
    connection.reset();
    return true;
  }
  if (fault.forMs === undefined) await connection.closed;
  else await clock.sleep(fault.forMs, connection.signal);
  return connection.signal.aborted;
}

function httpErrorOf({ error }: Extract<Fault, { kind: 'exception' }>): (typeof SERVICE_ERROR_NAMES)[number] {
  return SERVICE_ERROR_NAMES.find((name) => name.toLowerCase() === error.toLowerCase()) ?? 'ModelErrorException';
}

function sendError(connection: Connection, error: unknown): void {
  if (connection.isOpen) {
    connection.reset();
    return;
  }
  const { name, status, message, headers } =
    error instanceof ServiceError
      ? error
      : new ServiceError('InternalServerException', `The local model failed: ${String(error)}`);
  connection.json(status, { ...headers, 'x-amzn-errortype': name, 'x-amzn-requestid': randomUUID() }, { message });
}
