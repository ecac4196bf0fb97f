import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outputs } from '@coach-stream/client';
import { afterEach } from '@jest/globals';

/** What a sign-in service was asked. */
export interface Asked {
  readonly target: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How it answers. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) {
    close();
  }
});

/** Serves a sign-in service on this machine until the test ends. @returns a stage that names it */
export async function serveCognito(answer: (asked: Asked) => Answer | Promise<Answer>): Promise<Outputs> {
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const target = String(request.headers['x-amz-target']);
    const { status = 200, body } = await answer({ target, body: JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return stageAt(`http://127.0.0.1:${port}`);
}

/** A stage whose sign-in service is at an address. */
export function stageAt(endpoint: string): Outputs {
  return {
    version: 1,
    stage: 'local',
    region: 'eu-central-1',
    streams: { coachConversation: `${endpoint}/stream` },
    auth: { userPoolId: 'pool', clientId: 'client', issuer: `${endpoint}/pool`, endpoint },
    features: { streaming: true },
  };
}

/** An ID token as far as the app looks into it. */
export function idToken(userId: string): string {
  return `e30.${Buffer.from(JSON.stringify({ 'custom:user_id': userId, name: 'Zoë ÿ' })).toString('base64url')}.x`;
}
