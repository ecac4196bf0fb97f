import type { DocumentedBody } from './openapi.ts';

/** Bodies that are of a wrong type themselves. */
const NO_OBJECTS: readonly unknown[] = [[], 'text', 7, true, null];

/**
 * Bodies in which something is of another type than the document says: the whole of it, or one field of the example, and
 * the example without each field that it needs.
 */
export function wrongBodies({ schema, example }: DocumentedBody): unknown[] {
  const properties = Object.entries(Object(schema.properties) as Record<string, object>);
  const required: readonly string[] = Array.isArray(schema.required) ? schema.required : [];
  return [
    ...NO_OBJECTS,
    ...properties.flatMap(([name, property]) =>
      valuesOfOtherTypes(Reflect.get(property, 'type')).map((value) => ({ ...example, [name]: value })),
    ),
    ...required.map((name) => ({ ...example, [name]: undefined })),
  ];
}

function valuesOfOtherTypes(type: unknown): unknown[] {
  const values: readonly (readonly [types: readonly string[], value: unknown])[] = [
    [['string'], 'a text \u0007'],
    [['number', 'integer'], 7.5],
    [['boolean'], true],
    [['array'], [{}]],
    [['object'], { a: 1 }],
    [['null'], null],
  ];
  return values.filter(([types]) => !types.some((listed) => listed === type)).map(([, value]) => value);
}
