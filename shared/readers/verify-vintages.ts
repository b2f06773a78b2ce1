import type { Finality } from '../feed/documents.ts';
import { statedIn } from '../feed/draw-up-statement.ts';
import type { FinalityOf } from '../feed/figure-documents.ts';
import { finalityIn } from '../feed/open-vintages.ts';
import { decode, sha256 } from '../feed/snapshot.ts';
import {
  type Before,
  isVintagesPath,
  noted,
  nothing,
  standing,
  type VintagesDocument,
  valuesOf,
  vintagesPath,
  vintages as vintagesSchema,
} from '../feed/vintages.ts';
import type { StatedFigure } from '../log/statement.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { checkRow, faultRow, rowsOfJson } from './difference.ts';
import type { Read, ReadFeed } from './read-feed.ts';

/** What vintages say, once they are verified. */
export type VerifiedVintages = {
  /** How final the figures of a period are; notes a row on whether its values are those that stand. */
  finalityOf: FinalityOf;
  /** The headline figures that changed with each snapshot, by its number. */
  stated: ReadonlyMap<number, readonly StatedFigure[]>;
};

/**
 * Verifies the vintages of all periods and of all time: follows each document to the pages before it, and tells the same story
 * again from the first value on, which has to give the same pages, revisions and sentences. Reads every page there is;
 * holds those of one period.
 */
export async function verifyVintages(read: Read, feed: ReadFeed): Promise<VerifiedVintages> {
  const { rows } = feed;
  const heads = new Map<string, VintagesDocument>();
  const stated = new Map<number, StatedFigure[]>();
  for (const path of feed.paths().filter(isVintagesPath)) {
    const head = await feed.document(path, 'vintages');
    if (head === undefined) continue;
    heads.set(path, head);
    rows.push(checkRow(path, 'path', path, vintagesPath(head.period)));
    const pages = await pagesBefore(read, feed, path, head);
    for (const { document, must } of toldAgain(pages))
      rows.push(
        ...rowsOfJson(path, { ...document }, { ...must, ...stampIn(document) }).filter(({ ok }) => !ok),
      );
    rows.push(checkRow(path, 'pages', pages.length, pages.length));
    for (const [snapshot, figures] of statedBy(pages))
      stated.set(snapshot, [...(stated.get(snapshot) ?? []), ...figures]);
  }
  for (const [path, head] of heads)
    if (head.period !== null && head.last.at(-1)?.[2] === null)
      rows.push(checkRow(path, 'values of what was deleted', valuesIn(head), []));
  return {
    stated,
    finalityOf(period, figures): Finality {
      const path = vintagesPath(period?.id ?? null);
      const head = heads.get(path);
      if (head === undefined) rows.push(faultRow(path, 'index', 'not listed', 'listed'));
      else
        rows.push(
          checkRow(
            path,
            'values that stand',
            valuesIn(head),
            sorted(valuesOf(figures).filter(({ value }) => value !== null)),
          ),
        );
      return finalityIn(head ?? nothing(period?.id ?? null));
    },
  };
}

const sorted = <Each extends { id: string; rule: string }>(all: readonly Each[]): Each[] =>
  [...all].sort((one, other) => byCodeUnit(`${one.id} ${one.rule}`, `${other.id} ${other.rule}`));

const valuesIn = (head: VintagesDocument) =>
  sorted([...standing(head).values()].filter(({ value }) => value !== null));

const stampIn = ({ snapshot, generatedAt, dataAsOf }: VintagesDocument) => ({
  snapshot,
  generatedAt,
  dataAsOf,
});

type Page = { document: VintagesDocument; bytes: number; sha256: string };

/** A document of vintages after the pages before it, the oldest first; as far back as they are what the next says of them. */
async function pagesBefore(
  read: Read,
  feed: ReadFeed,
  path: string,
  head: VintagesDocument,
): Promise<Page[]> {
  const pages: Page[] = [{ document: head, bytes: 0, sha256: '' }];
  for (let first = head; first.earlier !== undefined; ) {
    const { path: page, bytes, sha256: hash } = first.earlier;
    const found = await read(page);
    const content = new Uint8Array(found ?? []);
    const is = { bytes: content.length, sha256: await sha256(content) };
    feed.rows.push(checkRow(page, 'page before', is, { bytes, sha256: hash }));
    const parsed = is.sha256 === hash ? vintagesSchema.safeParse(decode(content)) : undefined;
    if (!parsed?.success) {
      feed.rows.push(faultRow(path, 'pages', `nothing before ${page}`, 'every page'));
      break;
    }
    first = parsed.data;
    pages.unshift({ document: first, bytes, sha256: hash });
  }
  return pages;
}

/** The headline figures that pages say have changed, by the snapshot that changed them. */
function statedBy(pages: readonly Page[]): Map<number, StatedFigure[]> {
  const stated = new Map<number, StatedFigure[]>();
  let after = 0;
  for (const { document } of pages) {
    const own = new Set(document.figures.flatMap(({ vintages }) => vintages.map(([snapshot]) => snapshot)));
    // What a page begins with is told by the page before it.
    for (const snapshot of own)
      if (snapshot > after && statedIn(document, snapshot).length > 0)
        stated.set(snapshot, statedIn(document, snapshot));
    after = document.snapshot;
  }
  return stated;
}

/** Each page, and what it has to be if what it says of values is true: the first as it begins, all others from the one before. */
function toldAgain(pages: readonly Page[]) {
  const all: { document: VintagesDocument; must: object }[] = [];
  let before: Before | undefined;
  for (const [at, { document, bytes, sha256: hash }] of pages.entries()) {
    const since = at === 0 ? 0 : (pages[at - 1]?.document.snapshot ?? 0);
    const must = toldFrom(before, document, since);
    all.push({ document, must });
    before = { content: document, bytes, sha256: hash };
  }
  return all;
}

type Told = { at: string; because: VintagesDocument['revisions'][number]['because'] };

/** What a page has to be, by the values it tells of snapshots after the page before. */
function toldFrom(before: Before | undefined, document: VintagesDocument, since: number): object {
  const { period, figures, closed, last } = document;
  const told = new Map<number, Told>();
  for (const [snapshot, at, , because] of [
    ...closed,
    ...last,
    ...figures.flatMap(({ vintages }) => vintages),
  ])
    if (snapshot > since) told.set(snapshot, { at, because });
  let state = before;
  let content: object = before === undefined ? nothing(period) : before.content;
  for (const snapshot of [...told.keys()].sort((one, other) => one - other)) {
    const { at, because } = told.get(snapshot) as Told;
    const stamp = { snapshot, generatedAt: at };
    const asOf = <Of>(history: readonly (readonly [number, string, Of, unknown])[]): Of | undefined =>
      history.findLast(([of]) => of <= snapshot)?.[2];
    const values = figures.flatMap(({ id, rule, vintages }) => {
      const value = asOf(vintages);
      return value === undefined || value === null ? [] : [{ id, rule, value }];
    });
    const known = { period, values, closed: asOf(closed) ?? null, last: asOf(last) ?? null, because, stamp };
    const { after } = noted(state, known);
    content = after;
    state = {
      content: { ...after, ...stamp, dataAsOf: at },
      bytes: state?.bytes ?? 0,
      sha256: state?.sha256 ?? '',
    };
  }
  return content;
}
