/** One thing that verify has looked at: what is published, what it has to be, and whether that is the same. */
export type Row = {
  document: string;
  kind: 'figure' | 'sentence' | 'check';
  /**
   * The id of the figure or of the sentence, below what it is of ("periods/2020/activities"); else what was checked.
   */
  name: string;
  published: string;
  recomputed: string;
  ok: boolean;
};

/** A row of a check that is no figure: ok if both are the same to the character. */
export const checkRow = (document: string, name: string, published: unknown, recomputed: unknown): Row => {
  const ok = whole(published) === whole(recomputed);
  return { document, kind: 'check', name, published: shown(published), recomputed: shown(recomputed), ok };
};

/** A row of what cannot be as it is: `published` says what is found, `recomputed` what has to be. */
export const faultRow = (document: string, name: string, published: unknown, recomputed: unknown): Row => ({
  ...checkRow(document, name, published, recomputed),
  ok: false,
});

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const longest = 160;
const whole = (value: unknown): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);

/** A value in a cell of a table. */
export function shown(value: unknown): string {
  const text = whole(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}...`;
}

/** Where a value stands in a document, and as part of which figure or sentence (none: of the document). */
type Place = { path: string; part: { kind: Row['kind']; name: string } };

/**
 * Compares a JSON document with what it has to be: one row for every figure and every sentence that is the same in
 * all its values, one for each value that is not, and one for all the rest. Rows of lists are known by their first field, so
 * that one row more is one difference.
 */
export function rowsOfJson(document: string, published: unknown, recomputed: unknown): Row[] {
  const rows: Row[] = [];
  /** The parts that were met, with what each has to be, and those of them with a difference. */
  const parts = new Map<string, { part: Place['part']; value: unknown }>();
  const differing = new Set<string>();
  const rest: Place = { path: '', part: { kind: 'check', name: 'other fields' } };
  const differ = ({ path, part }: Place, is: unknown, must: unknown) => {
    differing.add(part.name);
    const row = faultRow(document, path === '' ? part.name : path, is, must);
    rows.push({ ...row, kind: part.kind });
  };
  const walk = (place: Place, is: unknown, must: unknown): void => {
    const within = placeOf(place, must) ?? placeOf(place, is) ?? place;
    if (within !== place) parts.set(within.part.name, { part: within.part, value: must });
    if (Array.isArray(is) && Array.isArray(must)) {
      const [one, other] = keyed(is, must);
      for (const key of new Set([...other.keys(), ...one.keys()]))
        walk(below(within, key), one.get(key), other.get(key));
      const [before, after] = [[...one.keys()].join(), [...other.keys()].join()];
      if (before !== after && one.size === other.size && [...one.keys()].every((key) => other.has(key)))
        differ(below(within, 'order'), before, after);
    } else if (isFields(is) && isFields(must)) {
      for (const key of new Set([...Object.keys(must), ...Object.keys(is)]))
        walk(below(within, key), is[key], must[key]);
    } else if (is !== must) differ(within, is, must);
  };
  parts.set(rest.part.name, { part: rest.part, value: 'as recomputed' });
  walk(rest, published, recomputed);
  for (const { part, value } of parts.values()) {
    if (differing.has(part.name)) continue;
    const same = part.kind === 'check' ? value : saidBy(value);
    rows.push({ ...checkRow(document, part.name, same, same), kind: part.kind });
  }
  return rows;
}

const below = ({ path, part }: Place, key: string): Place => ({
  path: path === '' ? key : `${path}/${key}`,
  part,
});

/** The place of a figure or of a sentence; undefined where the value is neither, or part of one. */
function placeOf({ path, part }: Place, value: unknown): Place | undefined {
  if (part.kind !== 'check' || !isFields(value) || typeof value.rule !== 'string') return undefined;
  const kind = Array.isArray(value.proof) ? 'figure' : Array.isArray(value.figures) ? 'sentence' : undefined;
  return kind && { path, part: { kind, name: path.replace(/(^|\/)figures\//, '$1') } };
}

/** What a figure or a sentence says, without how. */
function saidBy(part: unknown): unknown {
  if (!isFields(part)) return part;
  const value = part.value ?? (isFields(part.text) ? part.text.en : null);
  return Array.isArray(value) ? `${value.length} rows` : value;
}

/** The items of two lists by what tells them apart: their first field if that does, else their position. */
function keyed(
  one: readonly unknown[],
  other: readonly unknown[],
): [Map<string, unknown>, Map<string, unknown>] {
  const first = (item: unknown) => (isFields(item) ? Object.values(item)[0] : undefined);
  const distinctKeys = (items: readonly unknown[]) => {
    const keys = items.map(first);
    return keys.every((key) => key === null || typeof key === 'string' || typeof key === 'number') &&
      new Set(keys).size === keys.length
      ? keys.map(String)
      : undefined;
  };
  const [names, others] = [distinctKeys(one), distinctKeys(other)];
  const by = (items: readonly unknown[], keys: readonly string[] | undefined) =>
    new Map(items.map((item, at) => [keys?.[at] ?? String(at), item]));
  return names && others ? [by(one, names), by(other, others)] : [by(one, undefined), by(other, undefined)];
}

/** Compares a text with what it has to be, and shows the first place where they part. */
export function rowsOfText(document: string, published: string, recomputed: string): Row[] {
  if (published === recomputed) return [checkRow(document, 'lines', linesOf(published), linesOf(recomputed))];
  let at = 0;
  while (at < published.length && published[at] === recomputed[at]) at += 1;
  const line = published.slice(0, at).split('\n').length;
  const from = Math.max(published.lastIndexOf('\n', at - 1) + 1, at - 40);
  const excerpt = (text: string) => text.slice(from, from + longest).split(/\r?\n/)[0];
  return [faultRow(document, `line ${line}`, excerpt(published), excerpt(recomputed))];
}

const linesOf = (text: string): number => text.split('\n').length - 1;
