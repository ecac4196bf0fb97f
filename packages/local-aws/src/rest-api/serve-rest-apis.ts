import { type Assembly, type LocalOrigins, restApiId, type SynthesizedStack } from '../assembly/index.ts';
import { stringAt } from '../json.ts';
import { type LambdaHost, mayInvoke } from '../lambda/index.ts';
import type { TokenCheck } from './authorize.ts';
import { readRestApis } from './read-rest-apis.ts';
import { DEFAULT_TIMEOUTS, RestApi, type RestApiTimeouts } from './rest-api.ts';
import type { RestApiConfig } from './rest-api-config.ts';

const PRINCIPAL = 'apigateway.amazonaws.com';

/** The servers of an app's REST APIs, listening before the templates are resolved. */
export interface RestApiServers {
  /** By `<stack>.<logical id>`. */
  readonly servers: ReadonlyMap<string, RestApi>;
  /** The addresses that the APIs have on AWS, and those here; to be asked once the servers listen. */
  localOrigins(): LocalOrigins;
}

/** What the APIs need of the run around them. */
export interface RestApiSurroundings extends Pick<TokenCheck, 'readToken' | 'now'> {
  readonly assembly: Assembly;
  readonly host: Pick<LambdaHost, 'invokeStream'>;
  /** Default: those of a regional API. */
  readonly timeouts?: RestApiTimeouts;
  onProgress(line: string): void;
}

/** Makes a server for every REST API of the stacks. */
export function restApiServers(stacks: readonly SynthesizedStack[]): RestApiServers {
  const apis = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, resource]) => stringAt(resource, 'Type') === 'AWS::ApiGateway::RestApi')
      .map(([logicalId]) => ({ stack, logicalId, server: new RestApi() })),
  );
  return {
    servers: new Map(apis.map(({ stack, logicalId, server }) => [`${stack.name}.${logicalId}`, server])),
    localOrigins: () =>
      new Map(
        apis.map(({ stack, logicalId, server }) => [
          `https://${restApiId(`${stack.name}/${logicalId}`)}.execute-api.${stack.region}.amazonaws.com`,
          server.url.replace(/\/$/, ''),
        ]),
      ),
  };
}

/**
 * Lets the servers serve the APIs of the resolved app, and tells what of them is not served.
 *
 * @returns address of each stage, such as `http://127.0.0.1:4002/prod/`, by logical id of the API and stage
 */
export function serveRestApis(
  servers: RestApiServers['servers'],
  { assembly, host, timeouts = DEFAULT_TIMEOUTS, readToken, now, onProgress }: RestApiSurroundings,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const addresses: Record<string, Record<string, string>> = {};
  for (const [key, api] of readRestApis(assembly)) {
    const server = servers.get(key);
    if (server === undefined) continue;
    for (const line of notServed(api)) onProgress(line);
    server.serve({
      api,
      host,
      timeouts,
      readToken,
      now,
      mayInvoke: (invocation) => mayInvoke(assembly, PRINCIPAL, invocation),
      onFailure: onProgress,
    });
    addresses[api.logicalId] = Object.fromEntries(api.stages.map(({ name }) => [name, `${server.url}${name}/`]));
  }
  return addresses;
}

function notServed({ logicalId, resources }: RestApiConfig): readonly string[] {
  return resources.flatMap(({ path, methods }) =>
    [...methods].flatMap(([httpMethod, { authorization, integration, isApiKeyRequired }]) => {
      const reasons = [
        ...(authorization.kind === 'iam' ? ['authorization by AWS_IAM'] : []),
        ...(authorization.kind === 'not-served' ? [authorization.reason] : []),
        ...(integration.kind === 'not-served' ? [integration.reason] : []),
        ...(isApiKeyRequired ? ['API keys'] : []),
      ];
      return reasons.length === 0 ? [] : [`${logicalId} ${httpMethod} ${path}: not served here: ${reasons.join(', ')}`];
    }),
  );
}
