import * as z from 'zod';
import { breakdowns } from '../figures/figures.ts';
import { revisionInWords } from '../figures/revision.ts';
import type { Tally } from '../figures/summary.ts';
import { figureValue } from '../log/statement.ts';
import { day, dayOf, instant, lastDay, month } from '../words/calendar.ts';
import { isKnownGroup } from '../words/group.ts';
import { periodId } from '../words/period.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { shownText } from '../words/text.ts';
import { type Because, because } from './causes.ts';
import { bytes, path, type Stamp, sha256, stamp } from './entry.ts';

/** How many values a page of vintages may hold beside two for each figure; what is more stays on pages before. */
const mostValues = 500;

const vintageOf = <Value extends z.ZodType>(value: Value) =>
  z.tuple([stamp.shape.snapshot, instant, value, because]).meta({
    description:
      'The snapshot from which on it had a value, when that was published, the value, and its cause.',
  });

const revision = z.strictObject({
  revision: z
    .string()
    .regex(/^r[1-9]\d*$/)
    .meta({ description: 'r1, r2 ... in their order.', examples: ['r1'] }),
  snapshot: stamp.shape.snapshot.meta({ description: 'The snapshot that published it.' }),
  at: instant.meta({ description: 'When that was published.' }),
  because,
  text: shownText.meta({ description: 'The difference, in a sentence.' }),
});

/**
 * Every value that the figures of a period had, or those of all time: one where it changed. A document of the snapshot is
 * what stands now and what changed lately; before it are pages that never change. Decision 0038.
 */
export const vintages = z
  .strictObject({
    ...stamp.shape,
    period: periodId.nullable().meta({ description: 'The reporting period; null: all time.' }),
    earlier: z
      .strictObject({ path: path.meta({ description: 'Where that is kept for ever.' }), bytes, sha256 })
      .meta({ description: 'The page before this one: what the document was when it had become too large.' })
      .optional(),
    closed: z.array(vintageOf(day.nullable())).meta({
      description: 'The day on which the office closed the period, as long as it did; null: provisional.',
    }),
    last: z
      .array(vintageOf(month.nullable()))
      .meta({ description: 'The last month of the period, as it was put; null: deleted.' }),
    revision: z
      .int()
      .min(0)
      .meta({ description: 'How many revisions there have been, those of pages before included.' }),
    revisions: z.array(revision).meta({
      description: 'Every change of the figures of a closed period that this page knows, in their order.',
    }),
    afterEnd: z
      .strictObject({
        times: z
          .int()
          .min(0)
          .meta({ description: 'How many snapshots have changed a figure after the end.' }),
        last: day.nullable().meta({ description: 'The day of the last of them; null: none did.' }),
      })
      .meta({
        description: 'How often figures that were known have changed after the last day of the period.',
      }),
    figures: z
      .array(
        z.strictObject({
          id: z.string().meta({
            description: 'The id of the figure; of a row of a breakdown, after a slash what the row is of.',
            examples: ['byCountry/RO'],
          }),
          rule: z.string().meta({ description: 'The rule that the value follows.' }),
          vintages: z.array(vintageOf(figureValue)).min(1).meta({
            description:
              'Its values, in their order: the first is what it was when the page began; null: it is not published.',
          }),
        }),
      )
      .meta({ description: 'The figures, in the order of their ids and rules.' }),
  })
  .meta({ description: 'Every value that the figures of a period had, or those of all time.' });
export type VintagesDocument = z.infer<typeof vintages>;
/** The same without its stamp: what changes. */
export type Vintages = Omit<VintagesDocument, keyof Stamp>;

/** Where the vintages of a period (null: of all time) are. No period is called so. */
export const vintagesPath = (period: string | null): string => `vintages/${period ?? 'all-time'}.json`;
/** Where the page is kept that such a document was when a snapshot had written it. */
export const vintagesPagePath = (period: string | null, snapshot: number): string =>
  `vintages/${period ?? 'all-time'}/${snapshot}.json`;
export const isVintagesPath = (path: string): boolean => /^vintages\/[^/]+\.json$/.test(path);

/** A value that a figure has: of a breakdown, one for each row. */
export type Value = { id: string; rule: string; value: z.infer<typeof figureValue> };

/**
 * The values of figures. Who posted activities, names of organisations, and groups the register has no name for have to go
 * with the activities that were withdrawn or restricted, and so has where they took place: nothing that is kept for ever
 * has them.
 */
export function valuesOf(figures: Record<string, unknown>): Value[] {
  return (Object.values(figures) as Value[]).flatMap(({ id, rule, value }): Value[] => {
    if (!Object.hasOwn(breakdowns.shape, id)) return [{ id, rule, value }];
    if (id === 'byOrganisation' || id === 'byPartner') return [];
    return (value as Record<string, unknown>[]).flatMap((row) => {
      const { names: _names, note: _note, host: _host, ...shown } = row;
      const [[field = '', key] = []] = Object.entries(shown);
      if (id === 'byCountry' && !isTakingPart(row)) return [];
      if (id === 'byGroup' && !isKnownGroup(String(key))) return [];
      const { [field]: _key, ...counts } = shown;
      return [{ id: `${id}/${key ?? ''}`, rule, value: counts }];
    });
  });
}

/** Whether a country has more to do with activities than to be where they take place. */
const isTakingPart = ({ beneficiary, participant }: Record<string, unknown>): boolean =>
  [beneficiary, participant].some((tally) => ((tally as Partial<Tally>)?.activities ?? 0) > 0);

type Vintage = Vintages['figures'][number]['vintages'][number];

/** What a figure is now, by its id and its rule. */
export const standing = ({ figures }: Pick<Vintages, 'figures'>): Map<string, Value> =>
  new Map(
    figures.map(({ id, rule, vintages }) => [
      keyOf({ id, rule }),
      { id, rule, value: (vintages.at(-1) as Vintage)[2] },
    ]),
  );
const keyOf = ({ id, rule }: Pick<Value, 'id' | 'rule'>): string => `${id} ${rule}`;

/** What a run knows of a period (null: of all time). */
export type Known = {
  period: string | null;
  /** The figures of the snapshot; none where the period is no more. */
  values: readonly Value[];
  /** The day on which it was closed, if it is, and its last month; null of all time, and of what is no more. */
  closed: string | null;
  last: string | null;
  because: Because;
  stamp: Pick<Stamp, 'snapshot' | 'generatedAt'>;
};

/** The document before: its content, and what it was stored as. */
export type Before = { content: VintagesDocument; bytes: number; sha256: string };

/**
 * The vintages of a period once a snapshot has these values: those before, and one for each value that is another.
 * `page` is the document before where it has become too large: it is to be kept as a page, as it was. Throws where a value changed
 * and nothing has caused it.
 */
export function noted(before: Before | undefined, known: Known): { after: Vintages; page?: string } {
  const { period, values, closed, last, because, stamp } = known;
  const was = before?.content ?? nothing(period);
  const held = standing(was);
  const changed = changesOf(held, values);
  const wasClosed = was.closed.at(-1)?.[2] ?? null;
  const wasLast = was.last.at(-1)?.[2] ?? null;
  if (changed.length === 0 && wasClosed === closed && wasLast === last) return { after: unstamped(was) };
  if (because.length === 0)
    throw new Error(`figures of ${period ?? 'all time'} have changed and nothing has caused it`);
  const tooLarge =
    before !== undefined &&
    was.figures.reduce((sum, { vintages }) => sum + vintages.length, 0) > 2 * was.figures.length + mostValues;
  const begun = tooLarge ? nextPage(before) : unstamped(was);
  const vintageOf = <Of>(value: Of): [number, string, Of, Because] => [
    stamp.snapshot,
    stamp.generatedAt,
    value,
    because,
  ];
  const figures = new Map(begun.figures.map((each) => [keyOf(each), each]));
  for (const { id, rule, value } of changed) {
    const vintages = figures.get(keyOf({ id, rule }))?.vintages ?? [];
    figures.set(keyOf({ id, rule }), { id, rule, vintages: [...vintages, vintageOf(value)] });
  }
  const isRevision = wasClosed !== null && changed.length > 0;
  const number = begun.revision + (isRevision ? 1 : 0);
  const day = dayOf(new Date(stamp.generatedAt));
  const revisions = isRevision
    ? [
        {
          revision: `r${number}`,
          snapshot: stamp.snapshot,
          at: stamp.generatedAt,
          because,
          text: revisionInWords({
            revision: `r${number}`,
            day,
            because,
            differences: differences(held, changed),
          }),
        },
      ]
    : [];
  const isOver = last !== null && day > lastDay(last);
  const late = isOver && changed.some(({ id, rule }) => held.has(keyOf({ id, rule })));
  const after = {
    ...begun,
    closed: wasClosed === closed ? begun.closed : [...begun.closed, vintageOf(closed)],
    last: wasLast === last ? begun.last : [...begun.last, vintageOf(last)],
    revision: number,
    revisions: [...begun.revisions, ...revisions],
    afterEnd: late ? { times: begun.afterEnd.times + 1, last: day } : begun.afterEnd,
    figures: [...figures.values()].sort((one, other) => byCodeUnit(keyOf(one), keyOf(other))),
  };
  return { after, ...(tooLarge ? { page: vintagesPagePath(period, before.content.snapshot) } : {}) };
}

/** Of a period of which nothing was told before. */
export const nothing = (period: string | null): Vintages => ({
  period,
  closed: [],
  last: [],
  revision: 0,
  revisions: [],
  afterEnd: { times: 0, last: null },
  figures: [],
});

function unstamped(content: Vintages | VintagesDocument): Vintages {
  const {
    snapshot: _snapshot,
    generatedAt: _generatedAt,
    dataAsOf: _dataAsOf,
    ...own
  } = {
    snapshot: 0,
    generatedAt: '',
    dataAsOf: '',
    ...content,
  };
  return own;
}

/** What a new page begins with: what stands. What is no longer published is left to the pages before. */
const nextPage = ({ content, bytes, sha256 }: Before): Vintages => ({
  ...unstamped(content),
  earlier: { path: vintagesPagePath(content.period, content.snapshot), bytes, sha256 },
  closed: content.closed.slice(-1),
  last: content.last.slice(-1),
  revisions: [],
  figures: content.figures.flatMap(({ id, rule, vintages }) => {
    const last = vintages.at(-1) as Vintage;
    return last[2] === null ? [] : [{ id, rule, vintages: [last] }];
  }),
});

/** The values that are others than those that stand; null of those that are not there any longer. */
function changesOf(held: ReadonlyMap<string, Value>, values: readonly Value[]): Value[] {
  const now = new Map(values.map((each) => [keyOf(each), each]));
  const gone = [...held.values()].filter((each) => each.value !== null && !now.has(keyOf(each)));
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return [
    ...values.filter((each) => {
      return !same(held.get(keyOf(each))?.value ?? null, each.value);
    }),
    ...gone.map(({ id, rule }) => ({ id, rule, value: null })),
  ];
}

/** What changed, as a sentence tells it: rows of breakdowns only by their number. */
function differences(held: ReadonlyMap<string, Value>, changed: readonly Value[]) {
  const isRow = ({ id }: Value) => id.includes('/');
  return {
    figures: changed
      .filter((each) => !isRow(each))
      .map(({ id, rule, value }) => ({
        id,
        before: held.get(keyOf({ id, rule }))?.value ?? null,
        after: value,
      })),
    rows: changed.filter(isRow).length,
  };
}
