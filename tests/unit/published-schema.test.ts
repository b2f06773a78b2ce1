import { expect, it } from 'vitest';
import descriptions from '../../shared/feed/descriptions.json' with { type: 'json' };
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

it('every description that is written is that of a field', () => {
  const used = new Set(
    names.flatMap((name) => propertiesOf(publishedSchema(name, base), name).map(([, it]) => it)),
  );
  for (const [field, text] of Object.entries(descriptions.fields))
    expect([field, used.has(text)]).toEqual([field, true]);
});
