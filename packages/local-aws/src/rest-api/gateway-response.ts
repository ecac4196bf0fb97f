import { objectAt } from '../json.ts';
import type { GatewayError } from './gateway-error.ts';
import { mappedValue, renderTemplate, type TemplateScope } from './mapping-template.ts';

/** One `AWS::ApiGateway::GatewayResponse`. */
export interface GatewayResponse {
  readonly statusCode: number | undefined;
  /** Values by `gatewayresponse.header.<name>`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Templates by content type. */
  readonly templates: Readonly<Record<string, string>>;
}

/** Customized gateway responses by their type, `DEFAULT_4XX` and `DEFAULT_5XX` among them. */
export type GatewayResponses = ReadonlyMap<string, GatewayResponse>;

/** A response that API Gateway gives itself. */
export interface RenderedResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HEADER = 'gatewayresponse.header.';

/**
 * The response to an error: its own gateway response, else the default of its class, else AWS's form.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function gatewayResponse(
  error: GatewayError,
  responses: GatewayResponses,
  scope: TemplateScope,
): RenderedResponse {
  const isClientError = error.statusCode < 500;
  const custom = responses.get(error.type) ?? responses.get(isClientError ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const errorScope = { ...scope, context: { ...scope.context, error: errorVariables(error) } };
  const [contentType, template] = Object.entries(custom?.templates ?? {}).find(isJson) ??
    Object.entries(custom?.templates ?? {})[0] ?? [
      'application/json',
      // AWS's own texts differ by this space
      isClientError ? '{"message":$context.error.messageString}' : '{"message": $context.error.messageString}',
    ];
  const headers: Record<string, string> = { 'content-type': contentType, 'x-amzn-errortype': error.errorType };
  for (const [name, expression] of Object.entries(custom?.parameters ?? {})) {
    const value = name.startsWith(HEADER) ? mappedValue(expression, errorScope) : undefined;
    if (value !== undefined) headers[name.slice(HEADER.length).toLowerCase()] = value;
  }
  return {
    statusCode: custom?.statusCode ?? error.statusCode,
    headers,
    body: renderTemplate(template, errorScope).text,
  };
}

function isJson([contentType]: readonly [string, string]): boolean {
  return contentType === 'application/json';
}

function errorVariables({ message, type }: GatewayError): Readonly<Record<string, string>> {
  return { message, messageString: JSON.stringify(message), responseType: type };
}

/** Reads the response parameters and templates of a gateway response. */
export function stringMap(properties: unknown, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(objectAt(properties, name)).map(([key, value]) => [key, String(value)]));
}
