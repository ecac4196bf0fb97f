import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { DemoError } from './demo-error.ts';
import type { CalledModel } from './model-source.ts';

export interface SynthesisOptions {
  readonly outdir: string;
  /** The local run's port, which the stage's allowed origins follow. */
  readonly port: number;
  /** The model at every call site. Default: the stage's own, which the scripted coach answers for. */
  readonly model?: CalledModel;
  readonly signal?: AbortSignal;
}

/**
 * Synthesizes the stage `local`, bundles and all, in a process of its own, so that the run does not carry CDK's memory.
 *
 * @throws DemoError with the output of the failed synthesis.
 */
export function synthesizeAssembly({ outdir, port, model, signal }: SynthesisOptions): Promise<void> {
  const script = join(import.meta.dirname, 'synthesize-local-stage.ts');
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [script, outdir, String(port), ...(model === undefined ? [] : [JSON.stringify(model)])],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(signal && { signal }),
      },
    );
    const output: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => output.push(data));
    child.on('error', (cause) =>
      reject(signal?.aborted ? signal.reason : new DemoError(`The synthesis could not be started: ${cause.message}`)),
    );
    child.on('close', (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new DemoError(`The app could not be synthesized:\n${Buffer.concat(output)}`));
      }
    });
  });
}
