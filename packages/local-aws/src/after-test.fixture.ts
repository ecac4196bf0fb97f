import { afterEach } from '@jest/globals';

const open: (() => unknown)[] = [];

/** Ends something when the running test is over, the last one first. */
export function afterTest(end: () => unknown): void {
  open.push(end);
}

afterEach(async () => {
  for (let end = open.pop(); end !== undefined; end = open.pop()) await end();
});
