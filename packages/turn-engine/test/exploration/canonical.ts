/** Looked up once: globals are slow in the test runner's sandbox. */
const { isArray } = Array;
const { entries: entriesOf, getPrototypeOf } = Object;
const { stringify } = JSON;

/**
 * Writes plain data so that equal values give equal text: keys are sorted, `undefined` properties left out. Functions
 * stand for nothing: those that a process carries are the same at every point of it.
 *
 * @throws TypeError for anything whose state the text would not show
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return '~';
    case 'function':
      return 'f';
    case 'string':
      return stringify(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new TypeError(`A ${typeof value} is not plain data.`);
  }
}

function canonicalObject(value: object): string {
  if (isArray(value)) {
    return `[${value.map(canonical).join()}]`;
  }
  const prototype: unknown = getPrototypeOf(value);
  if (prototype !== null && getPrototypeOf(prototype) !== null) {
    throw new TypeError('An instance of a class is not plain data.');
  }
  const entries = entriesOf(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([one], [two]) => (one < two ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${key}:${canonical(entry)}`).join()}}`;
}

/** Gives equal plain values one number, from 0. */
export class Interned<Value> {
  readonly #ids = new Map<string, number>();
  readonly #values: Value[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** @param key what makes values equal; the values themselves by default */
  idOf(value: Value, key: string = canonical(value)): number {
    const known = this.#ids.get(key);
    if (known !== undefined) {
      return known;
    }
    this.#ids.set(key, this.#values.length);
    this.#values.push(value);
    return this.#values.length - 1;
  }

  get(id: number): Value {
    const value = this.#values[id];
    if (value === undefined && id >= this.#values.length) {
      throw new RangeError(`There is no value ${id}.`);
    }
    return value as Value;
  }
}
