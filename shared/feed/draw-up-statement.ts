import { type Bytes, utf8 } from '../log/bytes.ts';
import {
  moreFiguresOf,
  mostStatementBytes,
  type StatedFigure,
  type Statement,
  statement,
  statementOf,
} from '../log/statement.ts';
import { documentSchemas, type Index } from './documents.ts';
import type { Entry } from './entry.ts';
import { logPath } from './log-document.ts';
import type { FeedBucket } from './ports.ts';
import { copyOf, decode, sha256 } from './snapshot.ts';
import { isVintagesPath, type VintagesDocument } from './vintages.ts';

/** The statement of a snapshot as it is logged, the figures it states, and the file of those that do not fit. */
export type DrawnUp = { leaf: Bytes; figures: StatedFigure[]; more?: Bytes };

/**
 * Draws up the statement of a committed snapshot, from its index and from what that lists, nothing else: so it is the same
 * whoever does it, and how often. Reads the vintages that the snapshot has changed. Throws where one of them is lost.
 */
export async function drawUpStatement(
  bucket: Pick<FeedBucket, 'read'>,
  { index, sha256: hash }: { index: Index; sha256: string },
): Promise<DrawnUp> {
  const { snapshot, generatedAt, dataAsOf } = index;
  const figures: StatedFigure[] = [];
  let keys: string[] | undefined;
  for (const entry of index.documents.filter((each) => each.snapshot === snapshot)) {
    if (isVintagesPath(entry.path))
      figures.push(...statedIn(documentSchemas.vintages.parse(await contentOf(bucket, entry)), snapshot));
    if (entry.path === logPath) keys = documentSchemas.log.parse(await contentOf(bucket, entry)).keys;
  }
  const head = { snapshot, generatedAt, dataAsOf, index: hash };
  const signed = keys === undefined ? {} : { keys };
  const whole: Statement = { ...head, figures, ...signed };
  if (utf8(JSON.stringify(statement.parse(whole))).length < mostStatementBytes)
    return { leaf: statementOf(whole), figures };
  const more = moreFiguresOf({ snapshot, figures });
  return {
    leaf: statementOf({ ...head, figures: [], more: await sha256(more), ...signed }),
    figures,
    more,
  };
}

/** The headline figures of a period, or of all time, that a snapshot has given another value. */
export const statedIn = (
  { period, figures }: Pick<VintagesDocument, 'period' | 'figures'>,
  snapshot: number,
): StatedFigure[] =>
  figures.flatMap(({ id, rule, vintages }) => {
    if (id.includes('/')) return [];
    const stated = vintages.find(([of]) => of === snapshot);
    return stated === undefined ? [] : [[period, id, stated[2], rule] satisfies StatedFigure];
  });

async function contentOf(bucket: Pick<FeedBucket, 'read'>, entry: Entry): Promise<unknown> {
  const bytes = await copyOf(bucket, entry);
  if (bytes === undefined) throw new Error(`${entry.path} is published and lost: run the rebuild`);
  return decode(bytes);
}
