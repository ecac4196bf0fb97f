import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, SdkService } from '../sdk-service.ts';
import { startTwoProtocolServer } from '../two-protocol-server.ts';
import { type BedrockOptions, createBedrock, type ModelControl } from './create-bedrock.ts';

/** A model endpoint by itself on loopback. */
export interface BedrockServer {
  /** `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` or a client's `endpoint`. */
  readonly url: string;
  readonly control: ModelControl;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves {@link createBedrock} alone, HTTP/1.1 and HTTP/2 without TLS on one port, for tests of model clients. No
 * signature is checked and every call is allowed; a caller's name is the access key id that signs.
 *
 * @example
 * const server = await startBedrockServer({ model: { respond: () => ({ content: [{ text: 'Hello.' }] }) } });
 * const client = new BedrockRuntimeClient({ endpoint: server.url, region: 'us-east-1', credentials });
 */
export async function startBedrockServer(options: BedrockOptions): Promise<BedrockServer> {
  const bedrock = createBedrock(options);
  const { url, close } = await startTwoProtocolServer((request, response) => {
    serve(bedrock, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  return {
    url,
    control: bedrock.control,
    async close() {
      await bedrock.close();
      await close();
    },
  };
}

async function serve(bedrock: SdkService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const url = new URL(request.url ?? '/', 'http://loopback');
  const { method = 'GET', headers } = request;
  const caller = callerOf(headers.authorization);
  const body = Buffer.concat(pieces);
  await bedrock.handle({ method, path: url.pathname, query: url.searchParams, headers, body, caller }, response);
}

function callerOf(authorization = ''): Caller {
  const name = /Credential=([^/]+)\//.exec(authorization)?.[1] ?? 'operator';
  return { name, arn: 'arn:aws:iam::000000000000:root', statements: undefined };
}
