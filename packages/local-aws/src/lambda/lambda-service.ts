import type { ServerResponse } from 'node:http';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import { FunctionError } from './function-error.ts';
import type { LambdaHost } from './lambda-host.ts';

/** What the Lambda API serves. */
interface LambdaServiceOptions {
  readonly host: Pick<LambdaHost, 'find' | 'invoke'>;
  readonly region: string;
  readonly accountId: string;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Lambda's Invoke for the SDK endpoint: `RequestResponse`, `Event` and `DryRun`.
 *
 * Errors: `ResourceNotFoundException`, `InvalidRequestContentException` for a payload that is not JSON,
 * `TooManyRequestsException`, `AccessDeniedException`, and `UnknownOperationException` for any other operation.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function lambdaService({ host, region, accountId }: LambdaServiceOptions): SdkService {
  return {
    signingNames: ['lambda'],
    permissions: (request) => {
      const name = functionName(request);
      if (name === undefined) return [];
      const plain = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
      const qualifier = request.query.get('Qualifier');
      const resource = host.find(name)?.arn ?? plain;
      // A qualified call is another resource to a policy
      const isQualified = plain.startsWith(`${resource}:`);
      const qualified = qualifier === null ? (isQualified ? plain : resource) : `${resource}:${qualifier}`;
      return [{ action: 'lambda:InvokeFunction', resource: qualified }];
    },
    deny: (response, message) => sendError(response, 403, 'AccessDeniedException', message),
    handle: (request, response) => invoke(host, request, response),
    close: async () => {},
  };
}

async function invoke(
  host: LambdaServiceOptions['host'],
  request: SdkRequest,
  response: ServerResponse,
): Promise<void> {
  const name = functionName(request);
  if (name === undefined) {
    return sendError(
      response,
      404,
      'UnknownOperationException',
      `${request.method} ${request.path} is not served here`,
    );
  }
  const config = host.find(name);
  if (config === undefined) {
    return sendError(response, 404, 'ResourceNotFoundException', `Function not found: ${name}`);
  }
  let payload: unknown;
  try {
    payload = request.body.length === 0 ? {} : JSON.parse(request.body.toString('utf8'));
  } catch {
    return sendError(response, 400, 'InvalidRequestContentException', 'Could not parse request body into json');
  }
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') {
    response.writeHead(204).end();
    return;
  }
  try {
    const result = await host.invoke(config.name, payload, { type: type === 'Event' ? 'Event' : 'RequestResponse' });
    const head = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
    response.writeHead(type === 'Event' ? 202 : 200, head);
    response.end(type === 'Event' ? '' : JSON.stringify(result ?? null));
  } catch (error) {
    sendFailure(response, error instanceof FunctionError ? error : new FunctionError('Exit', 'Error', String(error)));
  }
}

/** A failed function is a successful call of Lambda, with the error as payload. */
function sendFailure(response: ServerResponse, error: FunctionError): void {
  if (error.kind === 'Throttled') {
    sendError(response, 429, error.errorType, error.message);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' });
  response.end(JSON.stringify({ errorType: error.errorType, errorMessage: error.message }));
}

function functionName({ method, path }: SdkRequest): string | undefined {
  const name = method === 'POST' ? INVOKE.exec(path)?.[1] : undefined;
  return name === undefined ? undefined : decodeURIComponent(name);
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
  response.end(JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }));
}
