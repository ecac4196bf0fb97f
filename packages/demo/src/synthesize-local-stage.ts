import { synthesize } from '@coach-stream/infra';

// Run by synthesize-assembly.ts in a process of its own: node synthesize-local-stage.ts OUTDIR PORT
const [outdir = '', port] = process.argv.slice(2);
synthesize({ stage: 'local', outdir, port: Number(port) });
