import { isJsonObject, objectAt, stringAt } from '../json.ts';
import type { SynthesizedStack } from './cloud-assembly.ts';

/** A value of a template that is still to be resolved, and the stack in which it stands. */
export interface SharedValue {
  readonly stack: SynthesizedStack;
  readonly value: unknown;
}

/** Resolves a value that names something, such as an export. */
type ResolveName = (stack: SynthesizedStack, logicalId: string, value: unknown, path: readonly string[]) => unknown;

/** What stacks of an app offer each other: exports, outputs and SSM parameters. */
export class SharedValues {
  readonly #stacks: readonly SynthesizedStack[];
  readonly #resolveName: ResolveName;
  #exports: ReadonlyMap<unknown, SharedValue> | undefined;
  #parameters: ReadonlyMap<unknown, SharedValue> | undefined;

  constructor(stacks: readonly SynthesizedStack[], resolveName: ResolveName) {
    this.#stacks = stacks;
    this.#resolveName = resolveName;
  }

  /** What `Fn::ImportValue` gets. */
  exported(name: string): SharedValue | undefined {
    this.#exports ??= this.#collect('Outputs', (stack, output, definition) => {
      const exportName = objectAt(definition, 'Export').Name;
      return exportName === undefined ? undefined : this.#resolveName(stack, output, exportName, ['Export', 'Name']);
    });
    return this.#exports.get(name);
  }

  /** What `Fn::GetStackOutput` gets. @param stack - name or ARN of the stack */
  output(stack: string, output: string): SharedValue | undefined {
    const name = stack.replace(/^arn:[^/]*\/([^/]*)\/.*$/, '$1');
    const found = this.#stacks.find((candidate) => candidate.name === name);
    const definition = found?.template.Outputs[output];
    return found === undefined || !isJsonObject(definition) ? undefined : { stack: found, value: definition.Value };
  }

  /** Value of an SSM parameter that the app defines. @param name - with or without `:version` */
  ssmParameter(name: string): SharedValue | undefined {
    this.#parameters ??= this.#collect('Resources', (stack, logicalId, definition) =>
      stringAt(definition, 'Type') === 'AWS::SSM::Parameter'
        ? this.#resolveName(stack, logicalId, objectAt(definition, 'Properties').Name, ['Properties', 'Name'])
        : undefined,
    );
    return this.#parameters.get(name.replace(/:\d+$/, ''));
  }

  #collect(
    section: 'Outputs' | 'Resources',
    nameOf: (stack: SynthesizedStack, id: string, definition: unknown) => unknown,
  ): ReadonlyMap<unknown, SharedValue> {
    const values = new Map<unknown, SharedValue>();
    for (const stack of this.#stacks) {
      for (const [id, definition] of Object.entries(stack.template[section])) {
        const name = nameOf(stack, id, definition);
        const holder = section === 'Outputs' ? definition : objectAt(definition, 'Properties');
        if (name !== undefined && isJsonObject(holder)) values.set(name, { stack, value: holder.Value });
      }
    }
    return values;
  }
}
