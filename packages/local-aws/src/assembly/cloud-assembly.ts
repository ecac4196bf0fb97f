import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isJsonObject, type JsonObject, objectAt, stringAt } from '../json.ts';
import { AssemblyError } from './assembly-error.ts';

/** Account that stands in where the app is synthesized without one. */
export const DEFAULT_ACCOUNT_ID = '000000000000';
/** Region that stands in where the app is synthesized without one. */
export const DEFAULT_REGION = 'us-east-1';

/** A CloudFormation template as CDK writes it, intrinsics unresolved. */
export interface Template {
  readonly Resources: JsonObject;
  readonly Parameters: JsonObject;
  readonly Mappings: JsonObject;
  readonly Conditions: JsonObject;
  readonly Outputs: JsonObject;
}

/** One stack of a synthesized app. */
export interface SynthesizedStack {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly template: Template;
  /** Absolute path of every file asset by its S3 object key. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Reads the stacks of a cloud assembly (`cdk.out`), those of nested stages included, in the manifest's order.
 *
 * @param directory - the folder that holds `manifest.json`
 * @throws AssemblyError when there is no assembly, or a file of it is not JSON
 * @see https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-deploy-assembly
 */
export function readCloudAssembly(directory: string): readonly SynthesizedStack[] {
  const manifest = readJson(join(directory, 'manifest.json'));
  const stacks: SynthesizedStack[] = [];
  for (const [artifactId, artifact] of Object.entries(objectAt(manifest, 'artifacts'))) {
    const type = stringAt(artifact, 'type');
    const properties = objectAt(artifact, 'properties');
    if (type === 'cdk:cloud-assembly') {
      stacks.push(...readCloudAssembly(join(directory, stringAt(properties, 'directoryName') ?? artifactId)));
    } else if (type === 'aws:cloudformation:stack') {
      stacks.push(readStack(directory, artifactId, artifact, manifest));
    }
  }
  return stacks;
}

function readStack(directory: string, artifactId: string, artifact: unknown, manifest: unknown): SynthesizedStack {
  const properties = objectAt(artifact, 'properties');
  const templateFile = stringAt(properties, 'templateFile') ?? `${artifactId}.template.json`;
  const template = readJson(join(directory, templateFile));
  // aws://<account>/<region>, with unknown-account and unknown-region where the app leaves them open
  const [account = '', region = ''] = (stringAt(artifact, 'environment') ?? '').replace(/^aws:\/\//, '').split('/');
  return {
    name: stringAt(properties, 'stackName') ?? artifactId,
    accountId: /^\d{12}$/.test(account) ? account : DEFAULT_ACCOUNT_ID,
    region: region === '' || region === 'unknown-region' ? DEFAULT_REGION : region,
    template: {
      Resources: objectAt(template, 'Resources'),
      Parameters: objectAt(template, 'Parameters'),
      Mappings: objectAt(template, 'Mappings'),
      Conditions: objectAt(template, 'Conditions'),
      Outputs: objectAt(template, 'Outputs'),
    },
    assets: readAssets(directory, manifest),
  };
}

function readAssets(directory: string, manifest: unknown): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const artifact of Object.values(objectAt(manifest, 'artifacts'))) {
    if (stringAt(artifact, 'type') !== 'cdk:asset-manifest') continue;
    const file = stringAt(objectAt(artifact, 'properties'), 'file');
    if (file === undefined) continue;
    for (const asset of Object.values(objectAt(readJson(join(directory, file)), 'files'))) {
      const path = stringAt(objectAt(asset, 'source'), 'path');
      if (path === undefined) continue;
      for (const destination of Object.values(objectAt(asset, 'destinations'))) {
        const key = stringAt(destination, 'objectKey');
        if (key !== undefined) paths.set(key, resolve(directory, path));
      }
    }
  }
  return paths;
}

function readJson(file: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new AssemblyError(`${file} cannot be read: is this folder a synthesized CDK app?`, { cause });
  }
  if (!isJsonObject(parsed)) throw new AssemblyError(`${file} does not hold a JSON object`);
  return parsed;
}
