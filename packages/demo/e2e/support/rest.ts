import type { LocalRunUnderTest } from './local-run.ts';

const LOOKS = 100;
const LOOK_AGAIN_MS = 100;

/** Calls a run's REST API as the demo user. @param path as `buildPath` gives it, with a query where there is one */
export async function callRest(
  run: LocalRunUnderTest,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${run.outputs.api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await run.demoToken()}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Looks until it sees what it wants, or gives what it saw last: work behind an answer takes its time. */
export async function eventually<Seen>(look: () => Promise<Seen>, isDone: (seen: Seen) => boolean): Promise<Seen> {
  let seen = await look();
  for (let looks = 1; looks < LOOKS && !isDone(seen); looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    seen = await look();
  }
  return seen;
}
