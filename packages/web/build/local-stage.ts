import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Connect, Plugin, ProxyOptions } from 'vite';

/** What of a local run's files is read. */
interface LocalOutputs {
  readonly streams: Readonly<Record<string, string>>;
  readonly api?: string;
  readonly auth: Readonly<Record<string, string>>;
}

/**
 * Development only: serves a local run beside the page, under the page's own origin, since a stage allows the origins of
 * its frontends alone. `/outputs.json` names addresses below `/_stage`, which are passed on; `/demo-user.json` has the
 * demo user. The run has to be there when Vite starts.
 *
 * @param folder the local run's folder. Default: `.local` of the repository
 */
export function localStage(folder = resolve(import.meta.dirname, '../../../.local')): Plugin {
  const outputs: LocalOutputs | undefined = readJson(folder, 'outputs.json');
  if (outputs === undefined) {
    return { name: 'local-stage' };
  }
  const targets = new Map<string, string>();
  for (const [name, url] of Object.entries(outputs.streams)) {
    targets.set(`/_stage/${name}`, url);
  }
  if (outputs.api !== undefined) {
    targets.set('/_stage/api', outputs.api);
  }
  if (outputs.auth.endpoint !== undefined) {
    targets.set('/_stage/auth', outputs.auth.endpoint);
  }
  const serve = serveFiles(folder, outputs);
  const proxy = Object.fromEntries([...targets].map(([path, target]) => [path, passOn(path, target)]));
  return {
    name: 'local-stage',
    config: () => ({ server: { proxy }, preview: { proxy } }),
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}

function passOn(path: string, target: string): ProxyOptions {
  const { origin, pathname } = new URL(target);
  return {
    target: origin,
    changeOrigin: true,
    headers: { origin },
    rewrite: (asked) => `${pathname === '/' ? '' : pathname}${asked.slice(path.length)}`,
  };
}

function serveFiles(folder: string, outputs: LocalOutputs): Connect.NextHandleFunction {
  return (request, response, next) => {
    const answer = (body: object) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    };
    const here = `http://${request.headers.host}/_stage`;
    if (request.url === '/outputs.json') {
      const streams = Object.fromEntries(Object.keys(outputs.streams).map((name) => [name, `${here}/${name}`]));
      answer({ ...outputs, streams, api: `${here}/api`, auth: { ...outputs.auth, endpoint: `${here}/auth` } });
      return;
    }
    const operator =
      request.url === '/demo-user.json' ? readJson<{ password: string }>(folder, 'operator.json') : undefined;
    if (operator !== undefined) {
      answer({ username: 'demo@demo.example', password: operator.password });
      return;
    }
    next();
  };
}

function readJson<Content>(folder: string, name: string): Content | undefined {
  const path = resolve(folder, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Content) : undefined;
}
