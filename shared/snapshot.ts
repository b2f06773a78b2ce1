import { documentSchemas, type Entry, type Index, type Stamp } from './documents.ts';
import type { Draft } from './drafts.ts';
import { type MonthSummary, monthPath } from './figures.ts';
import * as port from './ports.ts';
import { Unavailable } from './problem.ts';
import { byCodeUnit } from './public-record.ts';

export type SnapshotPorts = { publications: port.Publications; feed: port.FeedBucket };

type Sealed = { entry: Entry; bytes: Uint8Array };

/** Thrown by a run that finds that another has been at work since it began. */
export const overtaken = () => new Unavailable('publication (another run has overtaken this one)', undefined);

/** What a snapshot writes: documents that changed, months that lost their last activity, and the index of all. */
export type Plan = { stamp: Stamp; sealed: Sealed[]; emptied: Sealed[]; entries: Entry[] };

/**
 * What a snapshot must write, given the one before and the paths an unfinished run may have touched. A document
 * is unchanged if, with the stamp it bears now, it would be the same to the byte.
 */
export async function planOf(
  drafts: readonly Draft[],
  months: readonly MonthSummary[],
  before: Index | undefined,
  pending: ReadonlySet<string>,
  stamp: Stamp,
): Promise<Plan> {
  const old = new Map(before?.documents.map((entry) => [entry.path, entry]));
  const sealed: Sealed[] = [];
  for (const draft of drafts) {
    const entry = old.get(draft.path);
    const checked = check(draft, stamp);
    const same =
      entry !== undefined &&
      !pending.has(draft.path) &&
      (await seal(checked, entry)).entry.sha256 === entry.sha256;
    if (!same) sealed.push(await seal(checked, stamp));
  }
  const listed = new Set(
    months.filter(({ summary }) => summary.listed > 0).map(({ month }) => monthPath(month)),
  );
  const gone = months.filter(
    ({ month }) =>
      !listed.has(monthPath(month)) && (old.has(monthPath(month)) || pending.has(monthPath(month))),
  );
  const emptied = await Promise.all(
    gone.map(({ month }) =>
      seal(check({ path: monthPath(month), schema: 'month', body: { month, activities: [] } }, stamp), stamp),
    ),
  );
  for (const { entry } of sealed) old.set(entry.path, entry);
  for (const { entry } of emptied) old.delete(entry.path);
  const entries = [...old.values()].sort((one, other) => byCodeUnit(one.path, other.path));
  return { stamp, sealed, emptied, entries };
}

/** Holds a draft against its schema; throws if it does not keep it. Its fields are then in the order of the schema. */
function check({ path, schema, body }: Draft, stamp: Stamp): Draft {
  if (schema === undefined) return { path, schema, body };
  return { path, schema, body: documentSchemas[schema].parse(stamped(schema, body, stamp)) };
}

/** Stamps a checked draft and hashes it. */
async function seal(
  { path, schema, body }: Draft,
  { snapshot, generatedAt, dataAsOf }: Stamp,
): Promise<Sealed> {
  const stamp = { snapshot, generatedAt, dataAsOf };
  const bytes = encode(schema === undefined ? body : stamped(schema, body, stamp));
  const hash = await sha256(bytes);
  return {
    entry: { path, immutable: `immutable/${hash}.json`, bytes: bytes.length, sha256: hash, ...stamp },
    bytes,
  };
}

/** JSON Feed has no room for fields of our own but in an extension, so the feed bears its stamp there. */
const stamped = (schema: string, body: Record<string, unknown>, stamp: Stamp) =>
  schema === 'feed'
    ? { ...body, _register: { ...(body._register as object), ...stamp } }
    : { ...stamp, ...body, ...stamp };

/**
 * Writes a snapshot: says what is about to change, then what the documents were made from (`sources`), the copies
 * that never change, the documents, and last the index.
 */
export async function writeSnapshot(
  { publications, feed }: SnapshotPorts,
  { stamp, sealed, emptied, entries }: Plan,
  published: { etag: port.ETag } | undefined,
  intent: port.Publication,
  sources: () => Promise<void>,
): Promise<void> {
  const all = [...sealed, ...emptied];
  const pending = [...new Set([...intent.pending, ...all.map(({ entry }) => entry.path)])].sort();
  if (!(await publications.replace(intent.version - 1, { ...intent, turnsOn: '0000-00-00', pending })))
    throw overtaken();
  const etags = await inTurns(all, ({ entry }) => feed.etag(entry.path));
  // From here on a run that overtakes this one writes after these etags were read, so its documents are safe.
  if ((await publications.get())?.version !== intent.version) throw overtaken();
  await sources();
  await inTurns(sealed, ({ entry, bytes }) => feed.putImmutable(entry.immutable, bytes));
  await inTurns(all, async ({ entry, bytes }, at) => {
    if (!(await feed.put(entry.path, bytes, etags[at] ?? port.absent))) throw overtaken();
  });
  const index = documentSchemas.index.parse({ ...stamp, documents: entries });
  if (!(await feed.put('index.json', encode(index), published?.etag ?? port.absent))) throw overtaken();
}

/** Does something for each item, a few at a time, and gives the results in order. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<Result>,
) {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += 8)
    results.push(
      ...(await Promise.all(items.slice(from, from + 8).map((item, at) => work(item, from + at)))),
    );
  return results;
}

/** The bytes of a document: JSON in UTF-8 on one line. */
export const encode = (content: unknown): Uint8Array<ArrayBuffer> =>
  utf8.encode(`${JSON.stringify(content)}\n`);
const utf8 = new TextEncoder();

/** SHA-256, hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
