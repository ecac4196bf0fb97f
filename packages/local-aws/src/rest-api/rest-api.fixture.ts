import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from '../after-test.fixture.ts';
import { type Assembly, resolveAssembly, type SynthesizedStack } from '../assembly/index.ts';
import { openTokenSigner } from '../cognito/token-signer.ts';
import { listenInOrder } from '../http-origin.ts';
import type { LambdaHost } from '../lambda/index.ts';
import { type FunctionSources, startHost } from '../lambda/lambda-host.fixture.ts';
import { CDK_API } from './cdk-api.fixture.ts';
import type { RestApi, RestApiTimeouts } from './rest-api.ts';
import { restApiServers, serveRestApis } from './serve-rest-apis.ts';

const region = 'us-east-1';
const accountId = '000000000000';
const keys = mkdtempSync(join(tmpdir(), 'local-aws-rest-api-'));
process.once('exit', () => rmSync(keys, { recursive: true, force: true }));
const signer = openTokenSigner(keys);

/** An API of the stack `App` that is served over a real socket. */
export interface ApiFixture {
  /** Address of its stage `v1`, ending in `/`. */
  readonly url: string;
  readonly server: RestApi;
  readonly assembly: Assembly;
  /** Lines that the person who runs the app is told. */
  readonly lines: readonly string[];
  /** Physical id of a resource. */
  ref(logicalId: string): string;
  readonly host: LambdaHost;
}

/** Serves the API `Api` of a template; a function's logical id is the name of its source with a capital letter. */
export async function startApi(
  resources: Readonly<Record<string, object>>,
  functions: FunctionSources,
  options: { readonly timeouts?: RestApiTimeouts; readonly outputs?: Readonly<Record<string, unknown>> } = {},
): Promise<ApiFixture> {
  const stack: SynthesizedStack = {
    name: 'App',
    accountId,
    region,
    template: { Resources: resources, Parameters: {}, Mappings: {}, Conditions: {}, Outputs: options.outputs ?? {} },
    assets: new Map(),
  };
  const { servers, localOrigins } = restApiServers([stack]);
  await listenInOrder([...servers.values()], 0);
  afterTest(() => Promise.all([...servers.values()].map((server) => server.close())));
  const assembly = resolveAssembly([stack], { functionUrl: () => '', localOrigins: localOrigins() });
  const { host } = startHost(functions);
  const lines: string[] = [];
  const addresses = serveRestApis(servers, {
    assembly,
    host,
    readToken: (token) => signer.readJwt(token),
    now: Date.now,
    onProgress: (line) => lines.push(line),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
  const server = servers.get('App.Api');
  if (server === undefined) throw new Error('the template has no API');
  return {
    url: addresses.Api?.v1 ?? '',
    server,
    assembly,
    lines,
    ref: (logicalId) => assembly.resources.find((resource) => resource.logicalId === logicalId)?.ref ?? '',
    host,
  };
}

/** Source of a function that answers with its event. */
export const ECHO = `export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`;

/** Source of a function that returns a value. @param value - its source */
export const answering = (value: string) => `export const handler = async (event) => (${value});`;

/** Serves {@link CDK_API}, with some of its resources changed, in front of {@link ECHO}. */
export const startEcho = (resources: object = {}): Promise<ApiFixture> =>
  startApi({ ...CDK_API, ...resources }, { web: ECHO });

/** The event that {@link ECHO} has answered with. */
export const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

/** A token of the pool `Pool` of the stack `App`, valid for an hour, whose claims are changed as given. */
export function tokenOf(api: ApiFixture, claims: Readonly<Record<string, unknown>> = {}): string {
  const seconds = Math.floor(Date.now() / 1_000);
  return signer.signJwt({
    sub: 'sub-1',
    iss: `https://cognito-idp.${region}.amazonaws.com/${api.ref('Pool')}`,
    aud: 'client-1',
    token_use: 'id',
    iat: seconds,
    exp: seconds + 3_600,
    ...claims,
  });
}
