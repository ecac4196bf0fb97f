import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { decide, refusalMessage } from '../iam/index.ts';
import type { Caller, Permission, SdkRequest, SdkService } from '../sdk-service.ts';
import { startTwoProtocolServer } from '../two-protocol-server.ts';
import { type AwsError, writeJsonError, writeXmlError } from './aws-error.ts';
import { allowBrowser, isServicePreflight, writePreflight } from './browser-cors.ts';
import { credentialScope, targetPrefix } from './request-origin.ts';

/** The largest request body: what Bedrock takes at most (25 MB), and far more than any other service here. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** What the endpoint starts with. */
export interface SdkEndpointOptions {
  readonly services: readonly SdkService[];
  /** Told one line for each refused call, unserved service and internal fault. Default: silent. */
  readonly progress?: (line: string) => void;
  /** Milliseconds since the epoch that answers bear as their `Date`: clients sign by it from then on. Default: this machine's. */
  readonly now?: () => number;
}

/** A key pair in the form that SDK clients take. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The running endpoint. */
export interface SdkEndpoint {
  /** The value of `AWS_ENDPOINT_URL`, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Adds a service after the start; the latest one wins where two share a signing name. */
  serve(service: SdkService): void;
  /** Makes a new key pair: calls signed with it come from `caller`. */
  registerCaller(caller: Caller): Credentials;
  /** Ends the port and its connections. The services are closed by whoever started them. */
  close(): Promise<void>;
}

/** A caller without a signature: allowed what AWS allows anybody. */
const ANONYMOUS: Caller = { name: 'anonymous', arn: 'anonymous', statements: [] };

/**
 * Starts the one address that every AWS SDK client of the app talks to.
 *
 * Services are told apart by the service name in the signature's credential scope, or, for unsigned calls, by the
 * prefix of `X-Amz-Target`; callers by their access key id. Each call is checked against the caller's policies before
 * its service sees it. Answers of its own: an unknown key (`UnrecognizedClientException`, in XML `InvalidClientTokenId`
 * or S3's `InvalidAccessKeyId`), a service that is not served (501 `NotImplementedException`), an unsigned call that
 * needs a permission (`MissingAuthenticationTokenException`), a body that cannot be read (`SerializationException`).
 */
export async function startSdkEndpoint({
  services,
  progress,
  now = Date.now,
}: SdkEndpointOptions): Promise<SdkEndpoint> {
  const served = [...services];
  const callers = new Map<string, Pick<SdkRequest, 'caller' | 'secretAccessKey'>>();
  const report = progress ?? (() => {});

  const server = await startTwoProtocolServer((request, response) => {
    response.on('error', () => response.destroy());
    response.setHeader('x-amzn-requestid', randomUUID());
    response.setHeader('date', new Date(now()).toUTCString());
    answer(request, response).catch((cause: unknown) => {
      if (request.destroyed && !request.complete) return; // The client left in the middle of its request.
      // Without the query: a presigned one holds a signature.
      const call = `${request.method} ${request.url?.split('?')[0]}`;
      report(`SDK endpoint: ${call} failed: ${cause instanceof Error ? cause.message : cause}`);
      if (response.headersSent) response.destroy();
      else writeJsonError(response, { status: 500, code: 'InternalServerError', message: 'Internal error' });
    });
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = plainHeaders(incoming.headers);
    const method = incoming.method ?? 'GET';
    if (isServicePreflight(method, headers)) return writePreflight(response);

    const body = await readBody(incoming);
    const [path = '/', search = ''] = splitOnce(incoming.url ?? '/', '?');
    const query = new URLSearchParams(search);
    const scope = credentialScope(headers, query);
    const prefix = targetPrefix(headers);
    const refuse = (error: AwsError, codes?: { readonly query: string; readonly s3: string }): void =>
      writeError(response, { error, headers, service: scope?.service, ...(codes && { codes }) });
    if (body === undefined) {
      return refuse({ status: 413, code: 'RequestEntityTooLarge', message: `Bodies end at ${MAX_BODY_BYTES} bytes` });
    }
    if (scope === undefined) allowBrowser(response);

    const signer = scope === undefined ? { caller: ANONYMOUS } : callers.get(scope.accessKeyId);
    if (signer === undefined) {
      return refuse(
        {
          status: headers['x-amz-target'] === undefined ? 403 : 400,
          code: 'UnrecognizedClientException',
          message: 'The security token included in the request is invalid.',
        },
        { query: 'InvalidClientTokenId', s3: 'InvalidAccessKeyId' },
      );
    }
    const { caller } = signer;
    const service = served.findLast((candidate) =>
      scope === undefined
        ? prefix !== undefined && candidate.targetPrefixes?.includes(prefix)
        : candidate.signingNames.includes(scope.service),
    );
    if (service === undefined) {
      if (scope === undefined && prefix === undefined) {
        return refuse({
          status: 403,
          code: 'MissingAuthenticationTokenException',
          message: 'Missing Authentication Token',
        });
      }
      const name = scope?.service ?? prefix;
      report(`SDK endpoint: ${caller.name} called ${name}, which is not served here`);
      return refuse({
        status: 501,
        code: 'NotImplementedException',
        message: `The service ${name} is not served here`,
      });
    }

    const request: SdkRequest = { method, path, query, headers, body, ...signer };
    const permissions = permissionsOf(service, request);
    if (permissions === undefined) {
      return refuse({ status: 400, code: 'SerializationException', message: 'The request body could not be read' });
    }
    if (scope === undefined && permissions.length > 0) {
      return refuse({
        status: 400,
        code: 'MissingAuthenticationTokenException',
        message: 'Missing Authentication Token',
      });
    }
    const refusal = firstRefusal(caller, permissions);
    if (refusal !== undefined) {
      report(`refused: ${caller.name} may not ${refusal.permission.action} on ${refusal.permission.resource}`);
      return service.deny(response, refusal.message);
    }
    await service.handle(request, response);
  }

  return {
    url: server.url,
    serve: (service) => {
      served.push(service);
    },
    registerCaller: (caller) => {
      const accessKeyId = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;
      const secretAccessKey = randomBytes(30).toString('base64url');
      callers.set(accessKeyId, { caller, secretAccessKey });
      return { accessKeyId, secretAccessKey };
    },
    close: () => server.close(),
  };
}

function permissionsOf(service: SdkService, request: SdkRequest): readonly Permission[] | undefined {
  try {
    return service.permissions(request);
  } catch {
    return undefined;
  }
}

function firstRefusal(
  caller: Caller,
  permissions: readonly Permission[],
): { readonly permission: Permission; readonly message: string } | undefined {
  if (caller.statements === undefined) return undefined;
  for (const permission of permissions) {
    const decision = decide(caller.statements, permission);
    if (decision !== 'allowed') return { permission, message: refusalMessage(caller, permission, decision) };
  }
  return undefined;
}

/** HTTP/2 brings pseudo headers; `:authority` becomes `host`, the others are known otherwise. */
function plainHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const authority = headers[':authority'];
  return {
    ...(typeof authority === 'string' && { host: authority }),
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':'))),
  };
}

/** The whole body; `undefined` where it is larger than the limit. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

interface ErrorContext {
  readonly error: AwsError;
  readonly headers: IncomingHttpHeaders;
  readonly service: string | undefined;
  /** Other names of the error in the query protocol and in S3. */
  readonly codes?: { readonly query: string; readonly s3: string };
}

/** Writes an error of the endpoint itself in the protocol that the call's client reads. */
function writeError(response: ServerResponse, { error, headers, service, codes }: ErrorContext): void {
  const isS3 = service === 's3';
  const isQuery = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (isS3) writeXmlError(response, { ...error, code: codes?.s3 ?? error.code }, true);
  else if (isQuery) writeXmlError(response, { ...error, code: codes?.query ?? error.code }, false);
  else writeJsonError(response, error);
}
