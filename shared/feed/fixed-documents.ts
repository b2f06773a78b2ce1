import { definitionsBody } from '../figures/definition.ts';
import { exampleOf, type JsonSchema, jsonSchemaOf } from '../words/portable-schema.ts';
import { type DocumentName, documentSchemas } from './documents.ts';
import { type Draft, encode, sha256 } from './snapshot.ts';

/**
 * The documents that only change with the code: the rules of the figures, and the JSON Schema of every kind of document.
 * `base` is the absolute address of the feed, with a slash at its end.
 */
export function fixedDrafts(base: string): Draft[] {
  const names = Object.keys(documentSchemas) as DocumentName[];
  return [
    { path: 'definitions.json', schema: 'definitions', body: definitionsBody() },
    ...names.map(
      (name): Draft => ({ path: schemaPath(name), schema: undefined, body: publishedSchema(name, base) }),
    ),
  ];
}

/** The same with their hash, of which the address is part: made once a process. */
export function fixedDocuments(base: string): Promise<{ drafts: Draft[]; hash: string }> {
  const made = madeOnce.get(base);
  if (made !== undefined) return made;
  const drafts = fixedDrafts(base);
  const making = sha256(encode([base, drafts])).then((hash) => ({ drafts, hash }));
  madeOnce.set(base, making);
  return making;
}
const madeOnce = new Map<string, Promise<{ drafts: Draft[]; hash: string }>>();

/** The path at which the JSON Schema of a kind of document is published. */
export const schemaPath = (name: DocumentName): string => `schemas/${name}.json`;

/**
 * The JSON Schema of a kind of document, as it is published: with the address at which it is, a description of the
 * document and of every field, and an example where those of its fields make one up. `base` is the absolute address of
 * the feed, with a slash at its end.
 */
export function publishedSchema(name: DocumentName, base: string): JsonSchema {
  const { $schema, ...schema } = jsonSchemaOf(documentSchemas[name]);
  const example = exampleOf(schema);
  return {
    $schema,
    $id: base + schemaPath(name),
    title: name,
    ...schema,
    ...(example === undefined ? {} : { examples: [example] }),
  };
}
