import * as fc from 'fast-check';

type Schema = {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  items?: Schema;
  minItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
};

/**
 * Values that fit a JSON Schema of an OpenAPI document, as far as its keywords go that the register uses; throws on
 * a type that it does not know. Lists and texts are short. `favourites` are values to prefer for a pattern.
 */
export function fitting(
  schema: Schema,
  components: Record<string, Schema>,
  favourites: Record<string, string[]> = {},
): fc.Arbitrary<unknown> {
  const within = (inner: Schema) => fitting(inner, components, favourites);
  if (schema.$ref !== undefined) return within(components[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice !== undefined) return fc.oneof(...choice.map(within));
  switch (schema.type) {
    case 'string':
      return texts(schema, favourites);
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 1000, 2 ** 31),
      });
    case 'number':
      return fc.integer({ min: (schema.exclusiveMinimum ?? -1) + 1, max: schema.maximum ?? 1000 });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(within(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case 'object':
      return objects(schema, within);
    case undefined:
      return fc.jsonValue();
    default:
      throw new Error(`a schema of type ${schema.type} is not known here`);
  }
}

function texts({ pattern, minLength = 0, maxLength = 20 }: Schema, favourites: Record<string, string[]>) {
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20) });
  const any = fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' });
  const preferred = favourites[pattern] ?? [];
  return preferred.length === 0
    ? any
    : fc.oneof(any, { weight: 8, arbitrary: fc.constantFrom(...preferred) });
}

function objects(schema: Schema, within: (inner: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  if (typeof additionalProperties === 'object')
    return fc.dictionary(
      within(propertyNames ?? { type: 'string' }).map(String),
      within(additionalProperties),
      {
        minKeys: 1,
        maxKeys: 2,
        noNullPrototype: true,
      },
    );
  return fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, within(inner)])),
    { requiredKeys: required, noNullPrototype: true },
  );
}
