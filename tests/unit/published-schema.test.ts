import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, it } from 'vitest';
import { type DocumentName, documentSchemas } from '../../shared/feed/documents.ts';
import { publishedSchema, schemaPath } from '../../shared/feed/fixed-documents.ts';

const base = 'https://register.example.org/feed/';
const names = Object.keys(documentSchemas) as DocumentName[];

/** Every property of a JSON Schema, with the way to it and its description. */
function propertiesOf(part: unknown, way: string): [way: string, description: unknown][] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([keyword, value]) =>
    keyword === 'properties' && !Array.isArray(value)
      ? Object.entries(value as Record<string, { description?: unknown }>).flatMap(([name, schema]) => [
          [`${way}/${name}`, schema.description] as [string, unknown],
          ...propertiesOf(schema, `${way}/${name}`),
        ])
      : propertiesOf(value, way),
  );
}

it.each(names)('the published schema of %s says what it is, where it is, and what every field is', (name) => {
  const schema = publishedSchema(name, base);
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: base + schemaPath(name),
    title: name,
    description: expect.stringMatching(/\.$/),
    type: 'object',
  });
  const properties = propertiesOf(schema, name);
  expect(properties.length).toBeGreaterThan(2);
  for (const [way, description] of properties)
    expect([way, typeof description === 'string' && description.length > 0]).toEqual([way, true]);
});

/** Every part of a JSON Schema that states examples, with them; the schema itself among them. */
const partsWithExamples = (part: unknown): { part: object; examples: unknown[] }[] =>
  typeof part !== 'object' || part === null
    ? []
    : [
        ...('examples' in part && Array.isArray(part.examples) ? [{ part, examples: part.examples }] : []),
        ...Object.values(part).flatMap(partsWithExamples),
      ];

it.each(names)('the published schema of %s is fitted by the examples of it and of its parts', (name) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  const { $id: _, ...schema } = publishedSchema(name, base);
  const stated = partsWithExamples(JSON.parse(JSON.stringify(schema)));
  expect(stated.length).toBeGreaterThan(1);
  for (const { part, examples } of stated) {
    const fits = ajv.compile(part);
    for (const example of examples)
      expect([example, fits(example), fits.errors]).toEqual([example, true, null]);
  }
});

it('documents without figures that a stranger can follow the register by have an example that the feed could publish', () => {
  for (const name of ['index', 'latest', 'month', 'changes', 'withdrawn'] as const) {
    const [example] = publishedSchema(name, base).examples as [unknown];
    expect(documentSchemas[name].safeParse(example).error, name).toBeUndefined();
  }
});
