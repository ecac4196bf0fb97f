import * as z from 'zod/mini';
import type { ComponentSchema } from './component-schemas.ts';
import { type JsonSchema, schemaRef } from './json-schema.ts';

/**
 * JSON schemas of components, which refer to each other where one is part of another.
 *
 * @param io whether they are of what a client sends or of what it gets: objects of the first refuse unknown keys where
 * the server does, those of the second are open, because readers skip what they do not know
 */
export function toJsonSchemas(
  components: Readonly<Record<string, ComponentSchema>>,
  io: 'input' | 'output',
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of Object.entries(components)) {
    registry.add(schema, { id });
  }
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `${schemaRef(id).$ref}`,
    override: ({ jsonSchema }) => simplify(jsonSchema, io),
  });
  return Object.fromEntries(
    Object.entries(components).map(([name, { description, fields = {} }]) => {
      const schema = toPart(schemas[name] ?? {});
      return [name, { description, ...withFieldDocs(withDiscriminator(schema, components), fields) }];
    }),
  );
}

/** The JSON schema of a parameter. */
export function toParameterSchema(schema: z.ZodMiniType): JsonSchema {
  const override = ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => simplify(jsonSchema, 'input');
  return toPart(z.toJSONSchema(schema, { io: 'input', override }));
}

/** A schema without what only a document of its own has. */
function toPart(schema: object): JsonSchema {
  const plain: JsonSchema = JSON.parse(JSON.stringify(schema));
  const { $schema: _schema, $id: _id, ...part } = plain;
  return part;
}

/** Takes out what says nothing to a reader of the document. */
function simplify(schema: Record<string, unknown>, io: 'input' | 'output'): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
  }
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
  if (schema.format !== undefined) {
    delete schema.pattern;
  }
  if (schema.propertyNames !== undefined) {
    delete schema.propertyNames;
  }
  const { additionalProperties: rest } = schema;
  if (io === 'output' && rest === false) {
    delete schema.additionalProperties;
  }
  if (typeof rest === 'object' && rest !== null && Object.keys(rest).length === 0) {
    schema.additionalProperties = true;
  }
}

/** Says of a union of components by which field they are told apart, as events are by `type`. */
function withDiscriminator(schema: JsonSchema, components: Readonly<Record<string, ComponentSchema>>): JsonSchema {
  const refs = (schema.oneOf ?? []).map(({ $ref }) => $ref);
  const types = Object.keys(components).flatMap((name) => {
    const { $ref } = schemaRef(name);
    const type = refs.includes($ref) ? typeOf(components[name]) : undefined;
    return type === undefined ? [] : [[type, $ref] as const];
  });
  return types.length === 0
    ? schema
    : { ...schema, discriminator: { propertyName: 'type', mapping: Object.fromEntries(types) } };
}

function typeOf(component: ComponentSchema | undefined): string | undefined {
  const schema: JsonSchema = component === undefined ? {} : toParameterSchema(component.schema);
  const type = schema.properties?.type?.const;
  return typeof type === 'string' ? type : undefined;
}

function withFieldDocs(schema: JsonSchema, fields: Readonly<Record<string, string>>): JsonSchema {
  if (schema.properties === undefined) {
    return schema;
  }
  const documented = Object.entries(schema.properties).map(([name, property]) => {
    const description = fields[name];
    return [name, description === undefined ? property : { ...property, description }];
  });
  return { ...schema, properties: Object.fromEntries(documented) };
}
