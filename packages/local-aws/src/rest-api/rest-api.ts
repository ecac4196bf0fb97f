import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpOrigin } from '../http-origin.ts';
import { ClientDroppedError, type LambdaHost, type ServiceInvocation } from '../lambda/index.ts';
import { readBody } from '../read-body.ts';
import { type ApiRequest, apiRequest, headerOf, lastValues } from './api-request.ts';
import { authorize, type TokenCheck } from './authorize.ts';
import { findRoute, type Route } from './find-route.ts';
import { badGateway, GatewayError } from './gateway-error.ts';
import { gatewayResponse, type RenderedResponse } from './gateway-response.ts';
import { sendBuffered, sendStream } from './lambda-integration.ts';
import type { TemplateScope } from './mapping-template.ts';
import { mockResponse } from './mock-integration.ts';
import { proxyEvent, type RequestSurroundings, requestContext } from './proxy-event.ts';
import type { LambdaIntegration, RestApiConfig } from './rest-api-config.ts';
import { Transports } from './transports.ts';

/** Limit of a request to a REST API, in bytes. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
/** Limit of an event of Lambda, in bytes. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** API Gateway's waits in milliseconds: what a method does not set itself. */
export interface RestApiTimeouts {
  /** For a whole response. */
  readonly integrationMs: number;
  /** For the next byte of a stream. */
  readonly streamIdleMs: number;
}

/**
 * Those of a regional API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const DEFAULT_TIMEOUTS: RestApiTimeouts = { integrationMs: 29_000, streamIdleMs: 300_000 };

/** What a REST API serves, known once the templates are resolved. */
export interface RestApiTarget extends TokenCheck {
  readonly api: RestApiConfig;
  readonly host: Pick<LambdaHost, 'invokeStream'>;
  readonly timeouts: RestApiTimeouts;
  /** False where API Gateway has no permission to invoke the function. */
  mayInvoke(invocation: ServiceInvocation): boolean;
  /** Told one line for each response that API Gateway gave because something of the app is wrong. */
  onFailure(line: string): void;
}

const NO_STAGE: RenderedResponse = {
  statusCode: 403,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ForbiddenException' },
  body: '{"message":"Forbidden"}',
};
const NOT_READY: RenderedResponse = {
  statusCode: 503,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Service Unavailable"}',
};

interface Call extends RequestSurroundings {
  readonly request: ApiRequest;
  readonly target: RestApiTarget;
}

interface RoutedCall extends Call {
  readonly route: Route;
}

/**
 * One REST API over HTTP on loopback, all of its stages.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
 */
export class RestApi extends HttpOrigin {
  readonly #transports = new Transports();
  #target: RestApiTarget | undefined;

  /** Says what it serves; until then it answers 503. */
  serve(target: RestApiTarget): void {
    this.#target = target;
  }

  /**
   * Cuts the connections of one kind of responses, or takes them again: `restStream` is what asks for or gets an event
   * stream of a method in `STREAM` mode, `rest` is everything else but preflights.
   */
  setTransportDown(transport: 'rest' | 'restStream', isDown: boolean): void {
    this.#transports.setDown(transport, isDown);
    this.setDown(this.#transports.areAllDown);
  }

  protected override async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = this.#target;
    const request = apiRequest(message, new Date(target?.now() ?? 0));
    response.setHeader('x-amzn-requestid', request.requestId);
    response.setHeader('x-amz-apigw-id', request.extendedRequestId);
    const stage = target?.api.stages.find(({ name }) => name === request.stageName);
    if (target === undefined || stage === undefined) {
      if (!this.#transports.pass('rest', response)) return;
      // There is no API whose gateway responses could be taken
      return send(response, target === undefined ? NOT_READY : NO_STAGE);
    }
    const route = findRoute(target.api.resources, request.httpMethod, request.path);
    const call = { request, target, api: target.api, stage, route, claims: undefined };
    try {
      await this.#answerCall(call, message, response);
    } catch (error) {
      answerError(error, call, response);
    }
  }

  async #answerCall(call: Call, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { request, target, route } = call;
    const integration = route?.method.integration;
    if (integration?.kind !== 'mock') {
      const isStreaming = integration?.kind === 'lambda' && integration.isStreaming;
      const isStreamWanted = headerOf(request, 'accept')?.includes('text/event-stream') === true;
      // A stream that is not asked for shows by its head
      const transport = isStreaming ? (isStreamWanted ? 'restStream' : undefined) : 'rest';
      if (transport !== undefined && !this.#transports.pass(transport, response)) return;
    }
    if (route === undefined || integration === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
    const body = await readBody(message, MAX_REQUEST_BYTES);
    if (body === 'gone') return;
    if (body === 'too-large') {
      response.setHeader('connection', 'close');
      throw new GatewayError('REQUEST_TOO_LARGE', {
        message: `HTTP content length exceeded ${MAX_REQUEST_BYTES} bytes.`,
      });
    }
    const claims = authorize(request, route.method.authorization, target);
    if (route.method.isApiKeyRequired) {
      throw new GatewayError('INVALID_API_KEY', { reason: 'the method wants an API key, which is not served here' });
    }
    const routed: RoutedCall = { ...call, route, claims };
    switch (integration.kind) {
      case 'mock': {
        const scope = templateScope(routed, body.toString('utf8'));
        return send(response, mockResponse(integration, headerOf(request, 'content-type'), scope));
      }
      case 'lambda':
        return this.#answerByFunction(routed, integration, body, response);
      case 'not-served':
        throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `${integration.reason} is not served here` });
      default:
        return integration satisfies never;
    }
  }

  async #answerByFunction(
    call: RoutedCall,
    integration: LambdaIntegration,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const { request, target, api, stage, route } = call;
    const functionArn = integration.functionArn.replace(
      /\$\{stageVariables\.([^}]+)\}/g,
      (_match, name: string) => stage.variables[name] ?? '',
    );
    const source = `${api.id}/${stage.name}/${request.httpMethod}${route.resource.path}`;
    const sourceArn = `arn:aws:execute-api:${api.region}:${api.accountId}:${source}`;
    const { credentials, isStreaming } = integration;
    if (!target.mayInvoke({ functionArn, credentials, sourceArn, sourceAccount: api.accountId })) {
      const reason = `Invalid permissions on Lambda function: ${sourceArn} may not invoke ${functionArn}`;
      throw new GatewayError('API_CONFIGURATION_ERROR', { reason });
    }
    const event = proxyEvent(request, body, call);
    if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) throw new GatewayError('REQUEST_TOO_LARGE');
    for (const trace of request.headers['X-Amzn-Trace-Id'] ?? []) response.setHeader('x-amzn-trace-id', trace);
    const sendResponse = isStreaming ? sendStream : sendBuffered;
    await sendResponse(
      {
        host: target.host,
        functionArn,
        event,
        timeoutMs: integration.timeoutMs ?? target.timeouts.integrationMs,
        idleTimeoutMs: target.timeouts.streamIdleMs,
        accept: { header: headerOf(request, 'accept'), binaryMediaTypes: api.binaryMediaTypes },
        onHead: ({ headers }) => {
          if (!isStreaming || this.#transports.isKnown(response)) return !response.destroyed;
          const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1][0] ?? '';
          return this.#transports.pass(type.startsWith('text/event-stream') ? 'restStream' : 'rest', response);
        },
      },
      response,
    );
  }
}

/** Answers by the gateway response of the error; what is already begun is cut. */
function answerError(error: unknown, call: Call, response: ServerResponse): void {
  if (error instanceof ClientDroppedError) {
    response.destroy();
    return;
  }
  const failure = error instanceof GatewayError ? error : badGateway(String(error));
  const { request, target, api } = call;
  if (failure.reason !== undefined && failure.statusCode >= 500) {
    const path = call.route?.resource.path ?? request.path;
    target.onFailure(`${api.logicalId} ${request.httpMethod} ${path}: ${failure.reason}`);
  }
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const kept = ['x-amzn-requestid', 'x-amz-apigw-id', 'connection'];
  for (const name of response.getHeaderNames()) if (!kept.includes(name)) response.removeHeader(name);
  send(response, gatewayResponse(failure, api.gatewayResponses, templateScope(call, '')));
}

function send(response: ServerResponse, { statusCode, headers, body }: RenderedResponse): void {
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}

function templateScope(call: Call, body: string): TemplateScope {
  const { request, stage, route } = call;
  return {
    context: { ...requestContext(request, call) },
    stageVariables: stage.variables,
    parameters: {
      header: lastValues(request.headers),
      querystring: lastValues(request.query),
      path: route?.pathParameters ?? {},
    },
    body,
  };
}
