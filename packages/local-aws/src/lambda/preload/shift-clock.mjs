/**
 * The function's time of day: the machine's, moved by as many milliseconds as the host's test control says. `Date` is
 * moved; monotonic clocks and timers are not.
 *
 * The runtime client keeps the machine's own `Date`: it counts down to the deadline, which does not move. It gets the
 * name by an import behind its source, which is hoisted and leaves its line numbers as they are.
 */
import { realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The machine's own. */
export const PlatformDate = Date;

let offsetMs = 0;
moveClock(Number(process.env.LOCAL_AWS_CLOCK_OFFSET_MS ?? 0));
delete process.env.LOCAL_AWS_CLOCK_OFFSET_MS;

/** Moves the function's time of day to `ahead` milliseconds ahead of the machine's. */
export function moveClock(ahead) {
  offsetMs = ahead;
}

const now = () => PlatformDate.now() + offsetMs;

function MovedDate(...parameters) {
  if (new.target === undefined) return new PlatformDate(now()).toString();
  return Reflect.construct(PlatformDate, parameters.length === 0 ? [now()] : parameters, new.target);
}

const hidden = (value) => ({ value, writable: true, configurable: true });
Object.defineProperties(MovedDate, {
  ...Object.getOwnPropertyDescriptors(PlatformDate),
  now: hidden(now),
});
Object.defineProperty(PlatformDate.prototype, 'constructor', hidden(MovedDate));
Object.defineProperty(globalThis, 'Date', hidden(MovedDate));

const runtimeClient = pathToFileURL(realpathSync(process.argv[1])).href;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (url !== runtimeClient) return loaded;
    return { ...loaded, source: `${loaded.source}\nimport { PlatformDate as Date } from '${import.meta.url}';\n` };
  },
});
