import { stageConfig, synthesize } from '@coach-stream/infra';
import { withModel } from './with-model.ts';

// Run by synthesize-assembly.ts in a process of its own: node synthesize-local-stage.ts OUTDIR PORT [MODEL]
const [outdir = '', port, model] = process.argv.slice(2);
const config = stageConfig('local', { localPort: Number(port) });
synthesize({ stage: model === undefined ? config : withModel(config, JSON.parse(model)), outdir });
