import { build, type Plugin } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { importOnce } from './bundles/import-time.ts';
import { BUNDLE_SUBJECTS } from './bundles/subjects.ts';
const MODELS = process.env.MODELS ?? '';
const pure = (re: RegExp): Plugin => ({ name: 'pure', setup(b) {
  b.onResolve({ filter: /.*/ }, async (a) => {
    if (a.pluginData === 'x') return;
    const r = await b.resolve(a.path, { kind: a.kind, resolveDir: a.resolveDir, importer: a.importer, pluginData: 'x' });
    if (re.test(r.path)) r.sideEffects = false;
    return r;
  });
} });
const dir = mkdtempSync('/tmp/bundles-');
const variants: [string, string, any][] = [];
const s = (n: string) => { const f = BUNDLE_SUBJECTS.find((x) => x.name === n); if (!f) throw n; return f; };
const common = { bundle: true, write: false, platform: 'node', format: 'esm', target: 'node24', mainFields: ['module', 'main'], minify: true, metafile: true,
  banner: { js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);" } } as const;
const todo: [string, string, object][] = [
 ['core', 'handler core', {}],
 ['core pure', 'handler core', { plugins: [pure(/packages\/streaming-core/)] }],
 ['core+verifier pure', 'handler core and token verifier', { plugins: [pure(/packages\/streaming-core/)] }],
 ['core pure jwt too', 'handler core', { plugins: [pure(/packages\/streaming-core|aws-jwt-verify/)] }],
 ['clients', 'Bedrock and DynamoDB clients', {}],
 ['whole', 'stream-coach-conversation, whole', {}],
 ['whole pure', 'stream-coach-conversation, whole', { plugins: [pure(/packages\/(streaming-core|models|store|coach-conversation)/)] }],
];
const out: any[] = [];
for (const [n, subj, o] of todo) {
  const r = await build({ ...common, ...o, stdin: { contents: s(subj).entry, loader: 'ts', resolveDir: import.meta.dirname + '/bundles' } } as any);
  const c = r.outputFiles?.[0]?.contents as Uint8Array; const f = `${dir}/${n.replace(/\W/g, '_')}.mjs`; writeFileSync(f, c);
  const per: Record<string, number> = {};
  for (const [k, v] of Object.entries((Object.values(r.metafile?.outputs ?? {})[0] as any).inputs)) { const m = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(k); const key = m?.[1] ?? k.replace(/^.*packages\//, ''); per[key] = (per[key] ?? 0) + (v as any).bytesInOutput; }
  console.log('\n' + n, c.length, gzipSync(c).length, f); if (process.env.V) for (const [k, v] of Object.entries(per).sort((a, b) => b[1] - a[1]).slice(0, 40)) console.log('  ', k, v);
  out.push({ n, f, t: [] });
}
for (let i = 0; i < 15; i++) for (const x of out) x.t.push(importOnce(x.f, MODELS));
for (const x of out) { x.t.sort((a: number, b: number) => a - b); console.log(x.n.padEnd(30), x.t[7].toFixed(1), x.t[0].toFixed(1)); }
