import { type JsonObject, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';

/** A parameter as SSM answers it. */
export interface Parameter extends JsonObject {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  readonly ARN: string;
  readonly DataType: string;
}

/** A parameter that cannot be put; `code` is the error's name on AWS. */
export class InvalidParameterError extends Error {
  readonly code: 'ParameterAlreadyExists' | 'ValidationException';

  constructor(code: InvalidParameterError['code'], message: string) {
    super(message);
    this.name = 'InvalidParameterError';
    this.code = code;
  }
}

const FIRST_VERSION = 1;

/** Of a standard parameter: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_VALUE_CHARACTERS = 4_096;

/** The app's parameters, and those that were put. */
export class ParameterStore {
  readonly #arnOf: (name: string) => string;
  readonly #parameters: Map<string, Parameter>;

  /** @param arnOf the ARN of a name; of an ARN, itself */
  constructor(resources: readonly Resource[], arnOf: (name: string) => string) {
    this.#arnOf = arnOf;
    this.#parameters = new Map(
      resources
        .filter(({ type }) => type === 'AWS::SSM::Parameter')
        .map(({ ref, properties }) => [
          arnOf(ref),
          {
            Name: ref,
            Type: stringAt(properties, 'Type') ?? 'String',
            Value: stringAt(properties, 'Value') ?? '',
            Version: FIRST_VERSION,
            ARN: arnOf(ref),
            DataType: stringAt(properties, 'DataType') ?? 'text',
          },
        ]),
    );
  }

  /** @param name name or ARN */
  find(name: string): Parameter | undefined {
    return this.#parameters.get(this.#arnOf(name));
  }

  /**
   * Carries out a PutParameter. @returns the parameter's version
   *
   * @throws InvalidParameterError where it is refused
   */
  put(input: JsonObject): number {
    const [name, value] = [stringAt(input, 'Name'), stringAt(input, 'Value')];
    if (!name || !value || value.length > MAX_VALUE_CHARACTERS) {
      throw new InvalidParameterError(
        'ValidationException',
        `A parameter has a name, and a value of 1 to ${MAX_VALUE_CHARACTERS} characters.`,
      );
    }
    const before = this.find(name);
    if (before !== undefined && input.Overwrite !== true) {
      throw new InvalidParameterError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const ARN = this.#arnOf(name);
    const Version = (before?.Version ?? 0) + 1;
    const Type = stringAt(input, 'Type') ?? before?.Type ?? 'String';
    this.#parameters.set(ARN, { Name: name, DataType: 'text', ...before, Type, Value: value, Version, ARN });
    return Version;
  }
}
