import { isJsonObject, objectAt, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { SynthesizedStack } from './cloud-assembly.ts';
import type { LocalOrigins } from './local-origins.ts';
import { resourceSupport } from './resource-support.ts';
import { type MissingReference, TemplateResolver } from './template-resolver.ts';

/** A synthesized app with every intrinsic resolved: what the local run is built from. */
export interface Assembly {
  readonly stacks: readonly SynthesizedStack[];
  /** Resources of all stacks that exist under the stacks' conditions. */
  readonly resources: readonly Resource[];
  /** Stack outputs by stack name and output id. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** CloudFormation types in the app that the local run leaves out although something may call them, sorted. */
  readonly notServedTypes: readonly string[];
  /** References to resources of those types. */
  readonly missingReferences: readonly MissingReference[];
}

/** How {@link resolveAssembly} learns what the templates cannot say. */
export interface ResolveOptions {
  /** Address of a Function URL by stack and logical id, ending in `/`. */
  functionUrl(stackName: string, logicalId: string): string;
  /** Addresses of REST APIs on AWS and here. Default: none is replaced. */
  readonly localOrigins?: LocalOrigins;
}

/**
 * Resolves all intrinsics of an app and gives every resource its physical id and attributes.
 *
 * A resource of a type that is not served and cannot be resolved keeps no properties; of any other type it is an error.
 * @throws UnresolvedReferenceError naming stack, logical id and path
 */
export function resolveAssembly(stacks: readonly SynthesizedStack[], options: ResolveOptions): Assembly {
  const resolver = new TemplateResolver({
    stacks,
    functionUrl: options.functionUrl,
    localOrigins: options.localOrigins ?? new Map(),
  });
  const resources = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([logicalId]) => resolver.exists(stack, logicalId))
      .map(([logicalId, definition]) => resolveResource(resolver, stack, logicalId, definition)),
  );
  const notServed = resources.map(({ type }) => type).filter((type) => resourceSupport(type) === 'not-served');
  return {
    stacks,
    resources,
    outputs: Object.fromEntries(stacks.map((stack) => [stack.name, resolveOutputs(resolver, stack)])),
    notServedTypes: [...new Set(notServed)].sort(),
    missingReferences: resolver.missingReferences,
  };
}

function resolveResource(
  resolver: TemplateResolver,
  stack: SynthesizedStack,
  logicalId: string,
  definition: unknown,
): Resource {
  const type = stringAt(definition, 'Type') ?? '';
  const identity = resolver.identity(stack, logicalId);
  return {
    stackName: stack.name,
    logicalId,
    type,
    ...identity,
    properties: resolveProperties(resolver, stack, logicalId, type, objectAt(definition, 'Properties')),
  };
}

function resolveProperties(
  resolver: TemplateResolver,
  stack: SynthesizedStack,
  logicalId: string,
  type: string,
  properties: unknown,
): Resource['properties'] {
  try {
    const resolved = resolver.resolve(stack, logicalId, properties, ['Properties']);
    return isJsonObject(resolved) ? resolved : {};
  } catch (error) {
    if (resourceSupport(type) === 'served') throw error;
    return {};
  }
}

function resolveOutputs(resolver: TemplateResolver, stack: SynthesizedStack): Readonly<Record<string, unknown>> {
  const outputs: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(stack.template.Outputs)) {
    try {
      outputs[name] = resolver.resolve(stack, name, isJsonObject(definition) ? definition.Value : undefined, ['Value']);
    } catch {
      // An output of something that is not served has no value here; nothing that runs reads it, or its import fails
    }
  }
  return outputs;
}
