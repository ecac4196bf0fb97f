import { bundle } from './bundles/bundle.ts';
import { importOnce } from './bundles/import-time.ts';
import { BUNDLE_SUBJECTS } from './bundles/subjects.ts';
import { mkdtempSync } from 'node:fs';
const dir = mkdtempSync('/tmp/bundles-');
console.log(dir);
const MODELS = process.env.MODELS ?? '';
const all = [];
for (const [i, s] of BUNDLE_SUBJECTS.entries()) all.push({ s, b: await bundle({ ...s, directory: `${dir}/${i}` }), t: [] as number[] });
for (let r = 0; r < 10; r++) for (const x of all) x.t.push(importOnce(x.b.file, MODELS));
for (const x of all) { x.t.sort((a, b) => a - b); console.log(x.s.name.padEnd(40), (x.b.bytes/1000).toFixed(1), (x.b.gzippedBytes/1000).toFixed(1), x.t[5]?.toFixed(1), x.t[0]?.toFixed(1), x.t[9]?.toFixed(1)); }
