import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { logged } from '../../shared/feed/logged.ts';
import type { Publications, Retirements } from '../../shared/feed/ports.ts';
import type { Division, Divisions, Mark, Marks } from '../../shared/ports.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { instant } from '../../shared/words/calendar.ts';
import { pack, packedText } from './packed-text.ts';
import { rowsOf, type Table } from './table.ts';

export const markRow = ofAnyVersion(
  'mark',
  z.strictObject({ schema: z.literal(1), subject: z.string(), token: z.string() }),
);

/** A token for a mark that is left now: no other mark has it, and it begins with the instant. */
export const newMarkToken = (): string => `${new Date().toISOString()} ${randomUUID()}`;

/** When a mark was left, or left anew; undefined where its token does not tell, as those of older releases do not. */
export function markLeftAt({ token }: Mark): string | undefined {
  const { success, data } = instant.safeParse(token.split(' ')[0]);
  return success ? data : undefined;
}

/** What has changed and is not yet published. */
export function marks(table: Table): Marks {
  const keyOf = (subject: string) => ({ pk: 'MARKS', sk: subject });
  return {
    async put(mark) {
      await table.put(keyOf(mark.subject), { schema: 1, ...mark });
    },
    async list() {
      const rows = await rowsOf(table, 'MARKS', markRow);
      return rows.map(({ subject, token }) => ({ subject, token }));
    },
    async remove({ subject, token }) {
      await table.remove(keyOf(subject), { expression: '#token = :token', values: { ':token': token } });
    },
  };
}

/** The pages of a division. */
export const dividedPages = z
  .array(z.strictObject({ number: z.int().min(1), from: z.string(), range: z.int().min(0) }))
  .min(1);

export const divisionRow = ofAnyVersion(
  'division',
  z.strictObject({
    schema: z.literal(1),
    version: z.int().min(1),
    pages: packedText.transform(asJson).pipe(dividedPages),
  }),
);

export const divisionKey = (month: string) => ({ pk: 'DIVISIONS', sk: month });

/** A division as its row has it, key apart. */
export const divisionRowOf = ({ version, pages }: Division) => ({
  schema: 1,
  version,
  pages: pack(JSON.stringify(pages)),
});

/** How months are divided into pages: a row for each that is. Decision 0036. */
export function divisions(table: Table): Divisions {
  return {
    of: (month) => divisionIn(table, month, true),
    replace: (month, seen, pages) =>
      table.put(divisionKey(month), divisionRowOf({ version: seen + 1, pages }), unlessChanged(seen)),
  };
}

/** The same by reads that may miss writes of the last second, at half the price. */
export const lateDivisions = (table: Table): Pick<Divisions, 'of'> => ({
  of: (month) => divisionIn(table, month, false),
});

async function divisionIn(table: Table, month: string, consistent: boolean): Promise<Division | undefined> {
  const row = await table.get(divisionKey(month), divisionRow, consistent);
  return row && { version: row.version, pages: row.pages };
}

export const publicationRow = ofAnyVersion(
  'publication',
  z.strictObject({
    schema: z.literal(4),
    version: z.int().min(1),
    pending: z.array(z.string()),
    turnsOn: z.string(),
    fixed: z.string(),
    snapshot: z.int().min(0),
    changes: z.int().min(0),
    portfolio: z.string(),
    anew: z.array(z.string()).nullable(),
    reached: z.string(),
    logged: logged.nullable(),
  }),
);

/** How far publication has come. */
export function publications(table: Table): Publications {
  const key = { pk: 'PUBLICATION', sk: 'STATE' };
  return {
    async get() {
      const row = await table.get(key, publicationRow);
      if (row === undefined) return undefined;
      const { schema: _schema, ...publication } = row;
      return publication;
    },
    replace: (seen, next) => table.put(key, { schema: 4, ...next }, unlessChanged(seen)),
  };
}

const retiredRow = ofAnyVersion(
  'retired',
  z.strictObject({
    schema: z.literal(1),
    snapshot: z.int().min(1),
    version: z.int().min(1),
    at: z.iso.datetime(),
    paths: z.array(z.string()),
  }),
);

/** The copies that no index lists any longer: a row a snapshot, in the order of their numbers. */
export function retirements(table: Table): Retirements {
  const keyOf = (snapshot: number) => ({ pk: 'RETIRED', sk: String(snapshot).padStart(12, '0') });
  return {
    put: (retired) =>
      table.put(
        keyOf(retired.snapshot),
        { schema: 1, ...retired },
        {
          expression: 'attribute_not_exists(#version) OR #version <= :version',
          values: { ':version': retired.version },
        },
      ),
    async *list() {
      for await (const page of table.pages('RETIRED', retiredRow, '', 25))
        yield page.map(({ schema: _schema, ...retired }) => retired);
    },
    async remove({ snapshot, version }) {
      await table.remove(keyOf(snapshot), {
        expression: '#version = :version',
        values: { ':version': version },
      });
    },
  };
}

function asJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
}

const unlessChanged = (seen: number) =>
  seen === 0
    ? { expression: 'attribute_not_exists(#version)' }
    : { expression: '#version = :seen', values: { ':seen': seen } };
