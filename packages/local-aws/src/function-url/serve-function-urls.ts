import { type Assembly, functionUrlId } from '../assembly/index.ts';
import { stringAt } from '../json.ts';
import type { LambdaHost } from '../lambda/index.ts';
import { corsConfig } from './cors.ts';
import type { FunctionUrl } from './function-url.ts';

/** What Function URLs are served from. */
interface FunctionUrlsOptions {
  readonly assembly: Assembly;
  readonly host: LambdaHost;
  /** The time of day in milliseconds since the epoch. */
  now(): number;
}

/**
 * Lets every `AWS::Lambda::Url` answer with its function, on a server that listens already.
 *
 * @param urls the servers by `<stack>.<logical id>`
 * @returns each one's address by the logical id of its function
 */
export function serveFunctionUrls(
  urls: ReadonlyMap<string, FunctionUrl>,
  { assembly, host, now }: FunctionUrlsOptions,
): Readonly<Record<string, string>> {
  const addresses: Record<string, string> = {};
  for (const { type, stackName, logicalId, properties } of assembly.resources) {
    const url = urls.get(`${stackName}.${logicalId}`);
    if (type !== 'AWS::Lambda::Url' || url === undefined) continue;
    const functionArn = stringAt(properties, 'TargetFunctionArn') ?? '';
    url.serve({
      host,
      functionArn,
      now,
      urlId: functionUrlId(`${stackName}/${logicalId}`),
      authType: stringAt(properties, 'AuthType') === 'NONE' ? 'NONE' : 'AWS_IAM',
      invokeMode: stringAt(properties, 'InvokeMode') === 'RESPONSE_STREAM' ? 'RESPONSE_STREAM' : 'BUFFERED',
      cors: corsConfig(properties),
    });
    addresses[host.find(functionArn)?.logicalId ?? logicalId] = url.url;
  }
  return addresses;
}
