import { badGateway, GatewayError } from './gateway-error.ts';
import type { RenderedResponse } from './gateway-response.ts';
import { mappedValue, renderTemplate, type TemplateScope } from './mapping-template.ts';
import { firstMediaType } from './media-type.ts';
import type { MockIntegration } from './rest-api-config.ts';

const HEADER = 'method.response.header.';
const JSON_TYPE = 'application/json';

/**
 * The answer of a `MOCK` integration: the request template gives a status, its integration response the rest.
 *
 * @param contentType - the request's; JSON where it has none
 * @throws GatewayError where there is no template for the type, no status, or no response for it
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockResponse(
  integration: MockIntegration,
  contentType: string | undefined,
  scope: TemplateScope,
): RenderedResponse {
  const chosen = renderTemplate(requestTemplate(integration, contentType) ?? scope.body, scope).text;
  // Not parsed as JSON: AWS takes `{ statusCode: 200 }` too, which CDK writes
  const [, status] = /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(chosen) ?? [];
  if (status === undefined) throw new GatewayError('DEFAULT_5XX', { reason: 'the mock has no statusCode' });
  const response =
    integration.responses.find(({ selectionPattern }) => {
      return selectionPattern !== undefined && new RegExp(`^(?:${selectionPattern})$`).test(status);
    }) ?? integration.responses.find(({ selectionPattern }) => (selectionPattern ?? '') === '');
  if (response === undefined) throw badGateway(`the mock has no response for ${status}`);
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  for (const [name, expression] of Object.entries(response.parameters)) {
    const value = name.startsWith(HEADER) ? mappedValue(expression, scope) : undefined;
    if (value !== undefined) headers[name.slice(HEADER.length).toLowerCase()] = value;
  }
  const [type, template] = Object.entries(response.templates)[0] ?? [JSON_TYPE, ''];
  const { text, override } = renderTemplate(template, scope);
  return {
    statusCode: override.statusCode ?? response.statusCode,
    headers: { ...headers, 'content-type': headers['content-type'] ?? type, ...override.headers },
    body: text,
  };
}

/** The template for a type; `undefined` where the body itself is passed on. */
function requestTemplate(integration: MockIntegration, contentType: string | undefined): string | undefined {
  const { requestTemplates, passthroughBehavior } = integration;
  const found = requestTemplates[contentType === undefined ? JSON_TYPE : firstMediaType(contentType)];
  const hasTemplates = Object.keys(requestTemplates).length > 0;
  if (found !== undefined || passthroughBehavior === 'WHEN_NO_MATCH') return found;
  if (passthroughBehavior === 'WHEN_NO_TEMPLATES' && !hasTemplates) return undefined;
  throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
}
