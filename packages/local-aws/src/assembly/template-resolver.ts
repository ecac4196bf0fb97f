import { isJsonObject, objectAt, stringAt, stringsOf } from '../json.ts';
import { type TemplatePlace, UnresolvedReferenceError } from './assembly-error.ts';
import type { SynthesizedStack } from './cloud-assembly.ts';
import { evaluateCondition } from './evaluate-condition.ts';
import { type LocalOrigins, withLocalOrigins } from './local-origins.ts';
import { NO_VALUE, PSEUDO_PARAMETERS } from './pseudo-parameters.ts';
import { type ResourceIdentity, resourceIdentity } from './resource-identity.ts';
import { resourceSupport } from './resource-support.ts';
import { SharedValues } from './shared-values.ts';

/** Newest bootstrap version: CDK's rule only asks for a minimum. */
const BOOTSTRAP_VERSION = '30';

/** What {@link TemplateResolver} needs besides the stacks. */
export interface ResolverInput {
  readonly stacks: readonly SynthesizedStack[];
  /** Address of a Function URL, ending in `/`; its port is listening already. */
  functionUrl(stackName: string, logicalId: string): string;
  readonly localOrigins: LocalOrigins;
}

/** A resource that something refers to and that the local run does not serve. */
export interface MissingReference {
  readonly from: { readonly stackName: string; readonly logicalId: string };
  readonly to: { readonly stackName: string; readonly logicalId: string; readonly type: string };
}

/**
 * Resolves the intrinsic functions of all stacks of an app, across stacks, lazily and without an order.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class TemplateResolver {
  readonly missingReferences: MissingReference[] = [];
  readonly #input: ResolverInput;
  readonly #identities = new Map<string, ResourceIdentity>();
  readonly #resolving = new Set<string>();
  readonly #shared: SharedValues;

  constructor(input: ResolverInput) {
    this.#input = input;
    this.#shared = new SharedValues(input.stacks, (...place) => this.resolve(...place));
  }

  /** A value of a template with every intrinsic replaced. @throws UnresolvedReferenceError */
  resolve(stack: SynthesizedStack, logicalId: string, value: unknown, path: readonly string[] = []): unknown {
    const resolved = this.#value(stack, { stackName: stack.name, logicalId, path }, value);
    return resolved === NO_VALUE ? undefined : withLocalOrigins(resolved, this.#input.localOrigins);
  }

  /** False for a resource whose `Condition` is false in this app: it does not exist. */
  exists(stack: SynthesizedStack, logicalId: string): boolean {
    const condition = stringAt(stack.template.Resources[logicalId], 'Condition');
    return condition === undefined || this.#condition(stack, { stackName: stack.name, logicalId, path: [] }, condition);
  }

  /** What `Ref` and `Fn::GetAtt` give for a resource. @throws UnresolvedReferenceError */
  identity(stack: SynthesizedStack, logicalId: string): ResourceIdentity {
    const key = `${stack.name}.${logicalId}`;
    const known = this.#identities.get(key);
    if (known !== undefined) return known;
    const resource = stack.template.Resources[logicalId];
    const type = stringAt(resource, 'Type') ?? '';
    const properties = objectAt(resource, 'Properties');
    const identity = this.#once(key, { stackName: stack.name, logicalId, path: [] }, () =>
      resourceIdentity(type, {
        stackName: stack.name,
        logicalId,
        accountId: stack.accountId,
        region: stack.region,
        property: (name) => {
          const value = this.resolve(stack, logicalId, properties[name], ['Properties', name]);
          return typeof value === 'string' ? value : undefined;
        },
        functionUrl: () => this.#input.functionUrl(stack.name, logicalId),
      }),
    ) ?? { ref: `${stack.name}-${logicalId}`, attributes: {} };
    this.#identities.set(key, identity);
    return identity;
  }

  #value(stack: SynthesizedStack, place: TemplatePlace, value: unknown): unknown {
    if (typeof value === 'string') return this.#dynamicReferences(place, value);
    if (Array.isArray(value)) {
      return value
        .map((item, index) => this.#value(stack, below(place, String(index)), item))
        .filter((item) => item !== NO_VALUE);
    }
    if (!isJsonObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (
      name !== undefined &&
      others.length === 0 &&
      (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
    ) {
      const argument = value[name];
      // {Condition: name} is an intrinsic inside conditions only; elsewhere it is a property, such as a policy's
      if (name !== 'Condition') return this.#intrinsic(stack, below(place, name), name, argument);
    }
    const entries = Object.entries(value).map(([key, item]) => [key, this.#value(stack, below(place, key), item)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
  }

  #intrinsic(stack: SynthesizedStack, place: TemplatePlace, name: string, argument: unknown): unknown {
    const list = (): readonly unknown[] => (Array.isArray(argument) ? argument : [argument]);
    const resolved = (value: unknown): unknown => this.#value(stack, place, value);
    const text = (value: unknown): string => this.#text(place, resolved(value));
    switch (name) {
      case 'Ref':
        return this.#ref(stack, place, String(argument));
      case 'Fn::GetAtt': {
        const [target, ...attribute] = typeof argument === 'string' ? argument.split('.') : list();
        return this.#attribute(stack, place, String(target), attribute.map(text).join('.'));
      }
      case 'Fn::Sub':
        return this.#substitute(stack, place, argument);
      case 'Fn::Join': {
        const [delimiter, items] = list();
        const parts = resolved(items);
        return (Array.isArray(parts) ? parts : [parts]).map((part) => this.#text(place, part)).join(String(delimiter));
      }
      case 'Fn::Select': {
        const [index, items] = list();
        const all = resolved(items);
        const item = (Array.isArray(all) ? all : stringsOf(all))[Number(text(index))];
        if (item === undefined) throw new UnresolvedReferenceError(place, 'Fn::Select names an item that is not there');
        return item;
      }
      case 'Fn::Split': {
        const [delimiter, source] = list();
        return text(source).split(String(delimiter));
      }
      case 'Fn::If': {
        const [condition, whenTrue, whenFalse] = list();
        return resolved(this.#condition(stack, place, String(condition)) ? whenTrue : whenFalse);
      }
      case 'Fn::Equals':
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
      case 'Fn::Contains':
        return this.#predicate(stack, place, { [name]: argument });
      case 'Fn::FindInMap':
        return this.#findInMap(stack, place, list());
      case 'Fn::ImportValue':
        return this.#imported(place, text(argument));
      case 'Fn::GetStackOutput':
        return this.#stackOutput(place, resolved(argument));
      case 'Fn::Base64':
        return Buffer.from(text(argument)).toString('base64');
      case 'Fn::ToJsonString':
        return JSON.stringify(resolved(argument));
      case 'Fn::Length': {
        const items = resolved(argument);
        return Array.isArray(items) ? items.length : 0;
      }
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${stack.region}${zone}`);
      default:
        throw new UnresolvedReferenceError(place, `${name} is not supported`);
    }
  }

  #ref(stack: SynthesizedStack, place: TemplatePlace, target: string): unknown {
    const pseudo = PSEUDO_PARAMETERS.get(target);
    if (pseudo !== undefined) return pseudo(stack);
    const parameter = stack.template.Parameters[target];
    if (parameter !== undefined) return this.#parameter(place, target, parameter);
    return this.#resource(stack, place, target).ref;
  }

  #attribute(stack: SynthesizedStack, place: TemplatePlace, target: string, attribute: string): string {
    const value = this.#resource(stack, place, target).attributes[attribute];
    if (value !== undefined) return value;
    const type = stringAt(stack.template.Resources[target], 'Type') ?? '';
    if (resourceSupport(type) === 'not-served') return `not-served:${stack.name}.${target}.${attribute}`;
    throw new UnresolvedReferenceError(place, `${type} ${target} has no attribute ${attribute} here`);
  }

  #resource(stack: SynthesizedStack, place: TemplatePlace, target: string): ResourceIdentity {
    const resource = stack.template.Resources[target];
    if (resource === undefined) throw new UnresolvedReferenceError(place, `the stack has no resource ${target}`);
    if (!this.exists(stack, target)) throw new UnresolvedReferenceError(place, `the condition of ${target} is false`);
    const type = stringAt(resource, 'Type') ?? '';
    if (resourceSupport(type) === 'not-served') {
      this.missingReferences.push({
        from: { stackName: place.stackName, logicalId: place.logicalId },
        to: { stackName: stack.name, logicalId: target, type },
      });
    }
    return this.identity(stack, target);
  }

  #substitute(stack: SynthesizedStack, place: TemplatePlace, argument: unknown): string {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return String(template).replace(/\$\{([^}]*)\}/g, (_match, expression: string) => {
      const name = expression.trim();
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (isJsonObject(variables) && name in variables) {
        return this.#text(place, this.#value(stack, place, variables[name]));
      }
      const [target = '', ...attribute] = name.split('.');
      return attribute.length === 0
        ? this.#text(place, this.#ref(stack, place, target))
        : this.#attribute(stack, place, target, attribute.join('.'));
    });
  }

  #condition(stack: SynthesizedStack, place: TemplatePlace, name: string): boolean {
    const condition = stack.template.Conditions[name];
    if (condition === undefined) throw new UnresolvedReferenceError(place, `the stack has no condition ${name}`);
    return this.#once(`${stack.name}?${name}`, place, () => this.#predicate(stack, below(place, name), condition));
  }

  #predicate(stack: SynthesizedStack, place: TemplatePlace, expression: unknown): boolean {
    return evaluateCondition(expression, {
      value: (operand) => this.#value(stack, place, operand),
      condition: (name) => this.#condition(stack, place, name),
      fail: (reason) => {
        throw new UnresolvedReferenceError(place, reason);
      },
    });
  }

  #findInMap(stack: SynthesizedStack, place: TemplatePlace, argument: readonly unknown[]): unknown {
    const [map, first, second] = argument.slice(0, 3).map((key) => this.#text(place, this.#value(stack, place, key)));
    const found = objectAt(stack.template.Mappings[map ?? ''], first ?? '')[second ?? ''];
    if (found !== undefined) return found;
    const options = argument[3];
    if (isJsonObject(options) && 'DefaultValue' in options) return this.#value(stack, place, options.DefaultValue);
    throw new UnresolvedReferenceError(place, `Fn::FindInMap finds no ${map}/${first}/${second}`);
  }

  #parameter(place: TemplatePlace, name: string, parameter: unknown): unknown {
    const type = stringAt(parameter, 'Type') ?? 'String';
    const given = isJsonObject(parameter) ? parameter.Default : undefined;
    if (given === undefined) throw new UnresolvedReferenceError(place, `parameter ${name} has no default`);
    const text = this.#text(place, given);
    const value = type.startsWith('AWS::SSM::Parameter::Value') ? this.#ssmValue(place, text) : text;
    return /(^|<)(CommaDelimitedList|List<.*)/.test(type) ? stringsOf(value) : value;
  }

  #ssmValue(place: TemplatePlace, name: string): string {
    if (name.startsWith('/cdk-bootstrap/')) return BOOTSTRAP_VERSION;
    const found = this.#shared.ssmParameter(name);
    if (found === undefined) throw new UnresolvedReferenceError(place, `no stack defines the SSM parameter ${name}`);
    return this.#text(
      place,
      this.#once(`SSM ${name}`, place, () => this.#value(found.stack, place, found.value)),
    );
  }

  #imported(place: TemplatePlace, name: string): unknown {
    const found = this.#shared.exported(name);
    if (found === undefined) throw new UnresolvedReferenceError(place, `no stack exports ${name}`);
    // The importer stays the place, so that what it depends on is known through the export
    return this.#once(`export ${name}`, place, () => this.#value(found.stack, place, found.value));
  }

  #stackOutput(place: TemplatePlace, argument: unknown): unknown {
    const [stackName = '', output = ''] = [stringAt(argument, 'StackName'), stringAt(argument, 'OutputName')];
    const found = this.#shared.output(stackName, output);
    if (found === undefined) {
      throw new UnresolvedReferenceError(place, `there is no output ${output} of a stack ${stackName}`);
    }
    return this.#once(`output ${stackName}.${output}`, place, () => this.#value(found.stack, place, found.value));
  }

  /** `{{resolve:ssm:name}}` inside a string. Secrets are left as they are: their values are for functions. */
  #dynamicReferences(place: TemplatePlace, text: string): string {
    if (!text.includes('{{resolve:ssm:')) return text;
    return text.replace(/\{\{resolve:ssm:([^}]*)\}\}/g, (_match, name: string) => this.#ssmValue(place, name));
  }

  #text(place: TemplatePlace, value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (Array.isArray(value)) return value.map((item) => this.#text(place, item)).join(',');
    throw new UnresolvedReferenceError(
      place,
      `a string is needed where there is ${JSON.stringify(value) ?? 'nothing'}`,
    );
  }

  #once<Result>(key: string, place: TemplatePlace, work: () => Result): Result {
    if (this.#resolving.has(key)) throw new UnresolvedReferenceError(place, `${key} depends on itself`);
    this.#resolving.add(key);
    try {
      return work();
    } finally {
      this.#resolving.delete(key);
    }
  }
}

function below(place: TemplatePlace, step: string): TemplatePlace {
  return { ...place, path: [...place.path, step] };
}
