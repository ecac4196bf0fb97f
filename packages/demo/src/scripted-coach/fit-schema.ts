import { fillSchema, type JsonSchema } from './fill-schema.ts';

/**
 * A value that a JSON schema accepts, as near to a given one as it can be: what the schema does not know is left out,
 * and what it asks for beyond that is filled from a text.
 */
export function fitSchema(schema: JsonSchema, value: unknown, text: string): unknown {
  const options = schema.anyOf?.filter((option) => isOfType(option, value));
  if (schema.anyOf !== undefined) {
    return options?.[0] === undefined ? fillSchema(schema, text) : fitSchema(options[0], value, text);
  }
  if (!isOfType(schema, value)) {
    return fillSchema(schema, text);
  }
  if (isRecord(value)) {
    if (schema.properties === undefined && schema.additionalProperties === undefined) {
      return value;
    }
    return { ...fitFields(schema, value, text), ...fitRest(schema, value, text) };
  }
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    return value.filter((item) => isAccepted(items, item)).map((item) => fitSchema(items, item, text));
  }
  return typeof value === 'string' ? value.slice(0, schema.maxLength) : value;
}

function fitFields(
  { properties = {}, required = [] }: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  text: string,
) {
  const names = Object.keys(properties).filter((name) => value[name] !== undefined || required.includes(name));
  return Object.fromEntries(names.map((name) => [name, fitSchema(properties[name] ?? {}, value[name], text)]));
}

/** Fields that a schema leaves open, as it does where names and values are asked for. */
function fitRest(
  { properties = {}, additionalProperties }: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  text: string,
) {
  if (typeof additionalProperties !== 'object') {
    return {};
  }
  const rest = Object.entries(value).filter(([name]) => !(name in properties));
  return Object.fromEntries(rest.map(([name, item]) => [name, fitSchema(additionalProperties, item, text)]));
}

function isAccepted(schema: JsonSchema, value: unknown): boolean {
  return schema.anyOf === undefined ? isOfType(schema, value) : schema.anyOf.some((option) => isOfType(option, value));
}

function isOfType({ type, enum: values, const: only, minimum, maximum }: JsonSchema, value: unknown): boolean {
  if (only !== undefined) {
    return value === only;
  }
  if (values !== undefined && !values.includes(value)) {
    return false;
  }
  const types = typeof type === 'string' ? [type] : type;
  if (types !== undefined && !types.some((name) => isNamed(name, value))) {
    return false;
  }
  return typeof value !== 'number' || ((minimum ?? value) <= value && value <= (maximum ?? value));
}

function isNamed(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
