import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type LocalAwsOptions, type LocalRun, startLocalAws } from './start-local-aws.ts';

/** A synthesized app written by hand into a temporary folder. */
export interface AppFixture {
  readonly assemblyDir: string;
  readonly dataDir: string;
  remove(): void;
}

/**
 * Writes a cloud assembly with one stack, `App`.
 *
 * @param resources - the template's resources; a function's `Code.S3Key` is `<name of its source>.zip`
 * @param sources - source of each function's `index.mjs` by asset name
 */
export function writeApp(resources: object, sources: Readonly<Record<string, string>>): AppFixture {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-app-'));
  const assemblyDir = join(directory, 'assembly');
  mkdirSync(assemblyDir);
  const files = Object.entries(sources).map(([name, source]) => {
    mkdirSync(join(assemblyDir, `asset.${name}`));
    writeFileSync(join(assemblyDir, `asset.${name}`, 'index.mjs'), source);
    return [
      name,
      {
        source: { path: `asset.${name}`, packaging: 'zip' },
        destinations: { here: { bucketName: 'assets', objectKey: `${name}.zip` } },
      },
    ];
  });
  write(join(assemblyDir, 'App.assets.json'), { version: '48.0.0', files: Object.fromEntries(files) });
  write(join(assemblyDir, 'App.template.json'), { Resources: resources });
  write(join(assemblyDir, 'manifest.json'), {
    version: '48.0.0',
    artifacts: {
      'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
      App: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'App.template.json' },
      },
    },
  });
  return {
    assemblyDir,
    dataDir: join(directory, 'data'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** An app that runs for the tests of a file. */
export interface RunningApp extends Pick<AppFixture, 'assemblyDir' | 'dataDir'> {
  readonly run: LocalRun;
  /** Lines that the person who runs it is told. */
  readonly progress: readonly string[];
  /** Physical id of a resource. */
  refOf(logicalId: string): string | undefined;
  /** Runs it again once it was stopped. */
  start(): Promise<LocalRun>;
}

/** Writes an app as {@link writeApp} does and runs it for the tests of a file. Its model says nothing. */
export async function useApp(
  resources: object,
  sources: Readonly<Record<string, string>>,
  options: Partial<LocalAwsOptions> = {},
): Promise<RunningApp> {
  const { assemblyDir, dataDir, remove } = writeApp(resources, sources);
  const progress: string[] = [];
  let run: LocalRun | undefined;
  const start = async () => {
    run = await startLocalAws({
      assemblyDir,
      dataDir,
      port: 0,
      model: { respond: () => ({ content: [] }) },
      onProgress: (line) => progress.push(line),
      ...options,
    });
    return run;
  };
  afterAll(async () => {
    await run?.stop();
    remove();
  });
  const started = await start();
  return {
    assemblyDir,
    dataDir,
    run: started,
    progress,
    refOf: (logicalId) => started.assembly.resources.find((resource) => resource.logicalId === logicalId)?.ref,
    start,
  };
}

function write(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value));
}
