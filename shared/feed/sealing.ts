import { documentSchemas, type Entry, type Stamp } from './documents.ts';
import type { Draft } from './drafts.ts';

/** A document that is no JSON of a schema of ours, before it is stamped. */
export type TextDraft = { path: string; text: (stamp: Stamp) => string };
export type AnyDraft = Draft | TextDraft;

/** A document as it is published: its entry in the index and its bytes. */
export type Sealed = { entry: Entry; bytes: Uint8Array<ArrayBuffer> };

/** Holds a draft against its schema; throws if it does not keep it. Its fields are then in the order of the schema. */
export function checked<Any extends AnyDraft>(draft: Any, stamp: Stamp): Any {
  if (!('body' in draft) || draft.schema === undefined) return draft;
  return { ...draft, body: documentSchemas[draft.schema].parse(stamped(draft.schema, draft.body, stamp)) };
}

/** Stamps a checked draft and hashes it. Its copy that never changes is named by its snapshot and its hash. */
export async function seal(draft: AnyDraft, { snapshot, generatedAt, dataAsOf }: Stamp): Promise<Sealed> {
  const stamp = { snapshot, generatedAt, dataAsOf };
  const bytes = bytesOf(draft, stamp);
  const hash = await sha256(bytes);
  const ending = draft.path.slice(draft.path.lastIndexOf('.'));
  const immutable = `immutable/${snapshot}/${hash}${ending}`;
  return { entry: { path: draft.path, immutable, bytes: bytes.length, sha256: hash, ...stamp }, bytes };
}

function bytesOf(draft: AnyDraft, stamp: Stamp): Uint8Array<ArrayBuffer> {
  if (!('body' in draft)) return utf8.encode(draft.text(stamp));
  return encode(draft.schema === undefined ? draft.body : stamped(draft.schema, draft.body, stamp));
}

/**
 * JSON Feed has no room for fields of our own but in an extension, so a feed bears its stamp there; JSON-LD has
 * none at all.
 */
function stamped(schema: string, body: Record<string, unknown>, stamp: Stamp): Record<string, unknown> {
  if (schema === 'events') return body;
  if (schema === 'feed') return { ...body, _register: { ...(body._register as object), ...stamp } };
  return { ...stamp, ...body, ...stamp };
}

/** The bytes of a document: JSON in UTF-8 on one line. */
export const encode = (content: unknown): Uint8Array<ArrayBuffer> =>
  utf8.encode(`${JSON.stringify(content)}\n`);
const utf8 = new TextEncoder();

/** What the bytes of a JSON document say. Throws SyntaxError if they are no JSON. */
export const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** SHA-256, hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
