import { afterTest } from '../after-test.fixture.ts';
import type { FunctionConfig, LambdaHost } from '../lambda/index.ts';
import { startHost, streaming } from '../lambda/lambda-host.fixture.ts';
import { FunctionUrl, type FunctionUrlTarget } from './function-url.ts';

/** A Function URL in front of the function `web`. */
export interface UrlFixture {
  readonly url: FunctionUrl;
  readonly address: string;
  readonly host: LambdaHost;
}

/** Starts a Function URL in front of one function, until the test is over. */
export async function startUrl(
  source: string,
  target: Partial<FunctionUrlTarget> = {},
  config: Partial<FunctionConfig> = {},
): Promise<UrlFixture> {
  const { host } = startHost({ web: { source, ...config } });
  const url = new FunctionUrl();
  await url.listen(0);
  url.serve({
    host,
    functionArn: 'web',
    urlId: 'abcdef',
    authType: 'NONE',
    invokeMode: 'RESPONSE_STREAM',
    cors: undefined,
    ...target,
  });
  afterTest(() => url.close());
  return { url, address: url.url, host };
}

/** Source of a function that answers with its event, and the id of its invocation. */
export const ECHO = streaming(`
  const stream = open({ statusCode: 200, headers: { 'content-type': 'application/json' } });
  stream.write(JSON.stringify({ ...event, awsRequestId: context.awsRequestId }));
  stream.end();`);
