import { createServer } from 'node:http';
import type { JsonObject } from '../json.ts';
import { closeServer, listenOnLoopback } from '../loopback.ts';
import { issuerOf } from './issue-tokens.ts';

/** What the public addresses of the pools answer. */
export interface KeySetOptions {
  readonly region: string;
  readonly poolIds: readonly string[];
  /** Public keys in JSON Web Key form. */
  readonly keys: readonly object[];
}

/** The running server. */
export interface KeySetServer {
  /** Base address, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/<poolId>/.well-known/jwks.json` and `/<poolId>/.well-known/openid-configuration` on a free loopback port:
 * what `https://cognito-idp.<region>.amazonaws.com` answers on AWS.
 */
export async function startKeySetServer({ region, poolIds, keys }: KeySetOptions): Promise<KeySetServer> {
  const answers = new Map<string, JsonObject>(
    poolIds.flatMap((poolId): [string, JsonObject][] => {
      const issuer = issuerOf(region, poolId);
      return [
        [`/${poolId}/.well-known/jwks.json`, { keys }],
        [`/${poolId}/.well-known/openid-configuration`, openIdConfiguration(issuer)],
      ];
    }),
  );
  const server = createServer((request, response) => {
    const answer = answers.get(request.url?.split('?')[0] ?? '');
    const body = JSON.stringify(answer ?? { message: 'User pool does not exist.' });
    response.writeHead(answer === undefined ? 404 : 200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'access-control-allow-origin': '*',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  return {
    url: `http://127.0.0.1:${await listenOnLoopback(server)}`,
    close: () => closeServer(server, () => server.closeAllConnections()),
  };
}

function openIdConfiguration(issuer: string): JsonObject {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  };
}
