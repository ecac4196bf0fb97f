/** A JSON schema as far as it is read here. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/**
 * A value that a JSON schema accepts, taken from a text where it can be: an enum's value that the text names, the
 * text's first number, the text itself.
 */
export function fillSchema(schema: JsonSchema, text: string): unknown {
  if (schema.const !== undefined) {
    return schema.const;
  }
  if (schema.enum !== undefined) {
    return schema.enum.find((value) => text.toLowerCase().includes(String(value).toLowerCase())) ?? schema.enum[0];
  }
  if (schema.anyOf !== undefined) {
    return fillSchema(schema.anyOf[0] ?? {}, text);
  }
  switch (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, fillSchema(property, text)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => fillSchema(schema.items ?? {}, text));
    case 'integer':
    case 'number':
      return Math.min(schema.maximum ?? Number.MAX_SAFE_INTEGER, Math.max(schema.minimum ?? 0, firstNumber(text)));
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return text.slice(0, schema.maxLength ?? 200);
  }
}

function firstNumber(text: string): number {
  return Math.trunc(Number(/\d+/.exec(text)?.[0] ?? 0));
}
