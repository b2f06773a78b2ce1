import * as z from 'zod';
import { definitionsBody } from '../figures/definition.ts';
import definitions from '../figures/definitions.json' with { type: 'json' };
import { portable } from '../words/portable-schema.ts';
import descriptions from './descriptions.json' with { type: 'json' };
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

type Node = { [field: string]: unknown };
const fields: Record<string, string | undefined> = descriptions.fields;
const figures: Record<string, { title: { en: string } } | undefined> = definitions;

/** The path at which the JSON Schema of a kind of document is published. */
export const schemaPath = (name: DocumentName): string => `schemas/${name}.json`;

/**
 * The JSON Schema of a kind of document, as it is published: with the address at which it is, and a description of
 * the document and of every field. `base` is the absolute address of the feed, with a slash at its end.
 */
export function publishedSchema(name: DocumentName, base: string): Node {
  const { $schema, ...schema } = z.toJSONSchema(documentSchemas[name], { override: portable });
  return {
    $schema,
    $id: base + schemaPath(name),
    title: name,
    description: descriptions.documents[name],
    ...(described(schema, name, name) as Node),
  };
}

/** A part of a JSON Schema with descriptions; `within` is the field it is the schema of, or the document. */
function described(part: unknown, document: DocumentName, within: string): unknown {
  if (Array.isArray(part)) return part.map((each) => described(each, document, within));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([keyword, value]) =>
      keyword === 'properties'
        ? [keyword, propertiesOf(value as Record<string, Node>, document, within)]
        : [keyword, described(value, document, within)],
    ),
  );
}

const propertiesOf = (properties: Record<string, Node>, document: DocumentName, within: string) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      {
        description: descriptionOf(name, schema, document, within),
        ...(described(schema, document, name) as Node),
      },
    ]),
  );

/** What a field is: a figure has the title of its definition, and linked data are described by others. */
function descriptionOf(name: string, schema: Node, document: DocumentName, within: string) {
  if (document === 'events')
    return name.startsWith('@') ? `As JSON-LD 1.1 defines ${name}.` : `As schema.org defines ${name}.`;
  const id = (schema.properties as Record<string, { const?: string }> | undefined)?.id?.const;
  return (
    (id === undefined ? undefined : figures[id]?.title.en) ??
    fields[`${within}.${name}`] ??
    fields[`${document}.${name}`] ??
    fields[name]
  );
}
