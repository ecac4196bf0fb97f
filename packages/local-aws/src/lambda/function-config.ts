import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../assembly/index.ts';
import { arrayAt, numberAt, objectAt, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';

/** A function of the app, ready to run. */
export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly accountId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly handler: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  readonly timeoutMs: number;
  readonly memoryMegabytes: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly reservedConcurrency: number | undefined;
  readonly maximumRetryAttempts: number;
  readonly onFailureArn: string | undefined;
  readonly deadLetterArn: string | undefined;
  /** Folder of the function's code. */
  readonly codeDirectory: string;
  /** Why this host cannot run it, where it cannot. */
  readonly notRunnable: string | undefined;
}

/**
 * The functions of an app with the defaults that Lambda gives them.
 *
 * @param inlineDirectory - where code written inside the template (`ZipFile`) is put
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
 */
export function functionConfigs(assembly: Assembly, inlineDirectory: string): readonly FunctionConfig[] {
  return assembly.resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map((resource) => functionConfig(assembly, resource, inlineDirectory));
}

function functionConfig(assembly: Assembly, resource: Resource, inlineDirectory: string): FunctionConfig {
  const { properties, ref: name } = resource;
  const arn = resource.attributes.Arn ?? '';
  const [, , , region = '', accountId = ''] = arn.split(':');
  const code = codeOf(assembly, resource, inlineDirectory);
  const logging = objectAt(properties, 'LoggingConfig');
  const reserved = numberAt(properties, 'ReservedConcurrentExecutions', -1);
  return {
    name,
    arn,
    logicalId: resource.logicalId,
    accountId,
    region,
    roleArn: stringAt(properties, 'Role') ?? '',
    handler: stringAt(properties, 'Handler') ?? '',
    runtime: stringAt(properties, 'Runtime') ?? '',
    timeoutMs: numberAt(properties, 'Timeout', 3) * 1000,
    memoryMegabytes: numberAt(properties, 'MemorySize', 128),
    variables: variablesOf(properties),
    logGroupName: stringAt(logging, 'LogGroup') ?? `/aws/lambda/${name}`,
    logFormat: stringAt(logging, 'LogFormat') === 'JSON' ? 'JSON' : 'Text',
    reservedConcurrency: reserved < 0 ? undefined : reserved,
    ...asyncInvokeOf(assembly, resource),
    codeDirectory: code.directory,
    notRunnable: whyNotRunnable(properties) ?? code.problem,
  };
}

function variablesOf(properties: Resource['properties']): Readonly<Record<string, string>> {
  const variables = Object.entries(objectAt(objectAt(properties, 'Environment'), 'Variables'));
  return Object.fromEntries(variables.map(([name, value]) => [name, String(value)]));
}

function whyNotRunnable(properties: Resource['properties']): string | undefined {
  if (stringAt(properties, 'PackageType') === 'Image') return 'it is a container image';
  const runtime = stringAt(properties, 'Runtime') ?? '';
  if (!runtime.startsWith('nodejs')) return `its runtime is ${runtime}, and only Node.js is run here`;
  return arrayAt(properties, 'Layers').length > 0 ? 'it uses layers' : undefined;
}

function asyncInvokeOf(
  assembly: Assembly,
  resource: Resource,
): Pick<FunctionConfig, 'maximumRetryAttempts' | 'onFailureArn' | 'deadLetterArn'> {
  const config = assembly.resources.find(
    ({ type, properties }) =>
      type === 'AWS::Lambda::EventInvokeConfig' &&
      [resource.ref, resource.attributes.Arn].includes(stringAt(properties, 'FunctionName')),
  );
  const destination = objectAt(objectAt(config?.properties, 'DestinationConfig'), 'OnFailure');
  return {
    maximumRetryAttempts: numberAt(config?.properties, 'MaximumRetryAttempts', 2),
    onFailureArn: stringAt(destination, 'Destination'),
    deadLetterArn: stringAt(objectAt(resource.properties, 'DeadLetterConfig'), 'TargetArn'),
  };
}

interface Code {
  readonly directory: string;
  readonly problem?: string;
}

function codeOf(assembly: Assembly, resource: Resource, inlineDirectory: string): Code {
  const code = objectAt(resource.properties, 'Code');
  const inline = stringAt(code, 'ZipFile');
  if (inline !== undefined) {
    const directory = join(inlineDirectory, resource.ref);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), inline);
    return { directory };
  }
  const key = stringAt(code, 'S3Key') ?? '';
  const stack = assembly.stacks.find(({ name }) => name === resource.stackName);
  const directory = stack?.assets.get(key);
  if (directory === undefined) return { directory: '', problem: `the assembly has no asset ${key}` };
  const isDirectory = statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  return isDirectory ? { directory } : { directory, problem: `its asset is not a folder: ${directory}` };
}
