import * as z from 'zod';

/** A JSON Schema (2020-12), or a part of one. */
export type JsonSchema = { [keyword: string]: unknown };
type Context = { jsonSchema: z.core.JSONSchema.BaseSchema };

/** The JSON Schema of what a schema gives, as every language reads it, with the descriptions and examples of its parts. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { override: portable });

/**
 * The JSON Schemas of several schemas by their names, each of which names the others by `$ref`: of what they give
 * (output), or of what they take (input). No `default` is in the latter.
 */
export function componentsOf<Name extends string>(
  schemas: Record<Name, z.ZodType>,
  io: 'input' | 'output',
): Record<Name, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries<z.ZodType>(schemas)) registry.add(schema, { id });
  const uri = (id: string) => `#/components/schemas/${id}`;
  const override = io === 'input' ? withoutDefault : portable;
  const { schemas: converted } = z.toJSONSchema(registry, { io, uri, override });
  // Any JSON (in a finding) comes as a definition that refers to itself, from which no type can be generated.
  const { __shared: _any, ...own } = JSON.parse(JSON.stringify(converted), (_, part) =>
    String(part?.$ref).startsWith(uri('__shared')) ? { ...part, $ref: undefined } : part,
  ) as Record<string, JsonSchema>;
  return Object.fromEntries(
    Object.entries(own).map(([id, { $schema: _dialect, $id: _address, ...schema }]) => [id, schema]),
  ) as Record<Name, JsonSchema>;
}

/**
 * In a schema of what is sent, what is taken for a field that is left out stands in its description: generators of types
 * take a field with a default for one that is always there.
 */
function withoutDefault(context: Context): void {
  portable(context);
  const { jsonSchema } = context;
  if (jsonSchema.default === undefined) return;
  jsonSchema.description = `${jsonSchema.description} Left out, it is ${JSON.stringify(jsonSchema.default)}.`;
  delete jsonSchema.default;
}

/** Leaves out patterns with \p{...}, which only ECMAScript understands. */
function portable({ jsonSchema }: Context): void {
  const readable = (each: { pattern?: string }) => !each.pattern?.includes('\\p{');
  if (!readable(jsonSchema)) delete jsonSchema.pattern;
  if (jsonSchema.allOf !== undefined) jsonSchema.allOf = jsonSchema.allOf.filter(readable);
  if (jsonSchema.allOf?.length === 0) delete jsonSchema.allOf;
}

/**
 * An example of what fits a JSON Schema: the one it states, else what it takes for what is left out, its one value, or
 * what the examples of its parts make up. A field that may be left out is there if an example of it is stated. Undefined
 * where a part that has to be there has none. `components` are the schemas that `$ref` names, by the end of the reference.
 */
export function exampleOf(schema: JsonSchema, components: Record<string, JsonSchema> = {}): unknown {
  const { examples, const: only, default: usual, $ref, items, properties } = schema;
  const [stated = usual ?? only] = (examples ?? []) as unknown[];
  if (stated !== undefined) return stated;
  const [choice] = (schema.oneOf ?? schema.anyOf ?? []) as JsonSchema[];
  const same = typeof $ref === 'string' ? components[$ref.split('/').at(-1) ?? ''] : choice;
  if (same !== undefined) return exampleOf(same, components);
  if (items !== undefined) {
    const item = exampleOf(items as JsonSchema, components);
    return item === undefined ? undefined : [item];
  }
  if (properties === undefined) return undefined;
  const needed = (schema.required ?? []) as string[];
  const fields = Object.entries(properties as Record<string, JsonSchema>)
    .filter(([name, field]) => needed.includes(name) || field.examples !== undefined)
    .map(([name, field]) => [name, exampleOf(field, components)]);
  return fields.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(fields);
}
