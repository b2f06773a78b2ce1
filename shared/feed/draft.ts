import * as z from 'zod';
import type { Portfolio } from '../ports.ts';
import { monthOfPage } from '../words/page.ts';
import { monthAfterPeriods } from '../words/period.ts';
import { calendarDay, calendarTurnsOn } from './calendar-document.ts';
import { addChanges } from './change-list.ts';
import { changesOfPeriods, resolved } from './changes.ts';
import { documentSchemas } from './documents.ts';
import { deriveDocuments } from './export-documents.ts';
import { figureDrafts, type PeriodInShort, periodPath } from './figure-documents.ts';
import { keysOf, type LogPorts, logDraft, originAt } from './log-snapshot.ts';
import type { Found } from './look.ts';
import { openVintages } from './open-vintages.ts';
import { projectsDraft, turnsOf } from './portfolio-documents.ts';
import { decode, encode, type Making, sha256 } from './snapshot.ts';
import type { Summarized } from './summarize.ts';
import type { SpanSum } from './years.ts';

export type DraftPorts = LogPorts & { portfolio: Pick<Portfolio, 'projects' | 'periods'> };

/** What a run knows once every document of its snapshot is drafted. */
export type Drafted = {
  /** The day on which something published next changes by itself: the portfolio turns, or an event is over. */
  turnsOn: string;
  /** The number of the last change that the snapshot lists. */
  lastChange: number;
  /** The hash of the portfolio that the figures were made with. */
  portfolio: string;
};

/** The last month there can be. */
const lastMonth = '9999-12';

/**
 * The third phase of a run: reads the portfolio, and adds to the snapshot in the making every other document, each held
 * against its schema. Where the portfolio is as it was, only those periods are computed anew that have a month which was
 * read. As before, nothing is written but copies that no index lists yet.
 */
export async function draft(
  { portfolio, base, bucket, kept, signers }: DraftPorts,
  { startedAt, publication, pending, fixed, stamp, otherRelease, logged }: Found,
  { making, years, changeList, changes, past, everything, touched }: Summarized,
): Promise<Drafted> {
  const [projects, periods] = await Promise.all([portfolio.projects(), portfolio.periods()]);
  const { since, turnsOn } = turnsOf({ projects, periods }, startedAt);
  const hash = await sha256(encode([projects, periods, since ?? null]));
  const before = await periodsBefore(making);
  const isSame = !everything && publication?.portfolio === hash;
  const months = [...touched.keys()].map(monthOfPage);
  const sums = new Map<string, SpanSum | { standing: PeriodInShort }>();
  for (const period of periods) {
    const within = months.some((month) => period.first <= month && month <= period.last);
    const standing = before?.standing.get(period.id);
    const stays = isSame && !within && !pending.has(periodPath(period));
    const sum = stays && standing ? { standing } : await years.span(period.first, period.last);
    sums.set(period.id, sum);
  }
  const first = monthAfterPeriods(periods);
  const always = years.always();
  const sinceLastPeriod = first === undefined ? undefined : await years.span(first, lastMonth);
  const changed = new Set([...sums].flatMap(([id, sum]) => ('standing' in sum ? [] : [id])));
  const deleted = (before?.periods ?? []).map(({ id }) => id).filter((id) => !sums.has(id));
  const changing = [...resolved(changes), ...(await periodChanges())];
  const vintages = await openVintages(
    { bucket, kept, making },
    {
      past,
      periods: [...changed],
      deleted,
      logged: logged?.snapshot ?? 0,
      causes: {
        changing,
        first: changeList.last + 1,
        byMonth: changes,
        others: [
          ...(publication?.portfolio === hash ? [] : ['portfolio' as const]),
          ...(otherRelease && publication !== undefined ? ['release' as const] : []),
          ...((publication?.anew ?? null) === null ? [] : ['anew' as const]),
        ],
      },
      since,
    },
  );
  for (const each of [
    ...figureDrafts({ always, periods: sums, sinceLastPeriod }, { projects, periods }, since, vintages.note),
    projectsDraft(always, projects, since),
  ])
    await making.add(each);
  for (const id of deleted) vintages.drop(id);
  await vintages.addDocuments();
  await deriveDocuments(
    { base, making, years },
    { touched, periods: changed, past },
    { projects, periods, since },
  );
  await years.addDocuments();
  for (const each of fixed.drafts) if (everything || pending.has(each.path)) await making.add(each);
  const origin = logged?.origin ?? originAt(base);
  const firstLogged = logged === undefined ? stamp.snapshot : logged.snapshot - logged.size + 1;
  await making.add(logDraft(origin, await keysOf(signers, origin), firstLogged));
  const eventOver = calendarTurnsOn(always.merged, calendarDay(stamp));
  return {
    turnsOn: eventOver !== undefined && eventOver < turnsOn ? eventOver : turnsOn,
    portfolio: hash,
    lastChange: await addChanges(making, changeList, changing, pending),
  };

  /** How the periods that may have changed differ in whether they list an activity. */
  async function periodChanges() {
    const listed = new Map<string, boolean>();
    for (const { id, first, last } of before?.periods ?? periods)
      if (changed.has(id) || !sums.has(id))
        listed.set(id, past !== undefined && (await years.listedBefore(first, last)));
    const listing = new Map<string, boolean>();
    for (const [id, sum] of sums) if (!('standing' in sum)) listing.set(id, sum.merged.listed > 0);
    return changesOfPeriods(listing, listed);
  }
}

const publishedMetrics = z.object({
  periods: z.array(z.object({ id: z.string(), first: z.string(), last: z.string() })),
});

/**
 * The periods as they were published before, by whatever version of the register, and, of this one, what metrics.json
 * says of them; undefined where that is lost.
 */
async function periodsBefore(making: Making) {
  const bytes = await making.read('metrics.json');
  if (bytes === undefined) return undefined;
  const content = decode(bytes);
  const { data } = documentSchemas.metrics.safeParse(content);
  const standing: ReadonlyMap<string, PeriodInShort> = new Map(data?.periods.map((each) => [each.id, each]));
  return { periods: publishedMetrics.parse(content).periods, standing };
}
