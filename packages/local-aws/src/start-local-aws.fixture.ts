import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

function write(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value));
}
