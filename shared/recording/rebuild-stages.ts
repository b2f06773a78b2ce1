import { monthOfPath } from '../feed/month.ts';
import { inTurns } from '../feed/snapshot.ts';
import { emptySummary, merge, summaryOf } from '../figures/summary.ts';
import * as port from '../ports.ts';
import { month as aMonth } from '../words/calendar.ts';
import { contributionTo } from '../words/public-record.ts';
import { isLost, noteLost } from './lost-document.ts';
import { type Place, type RebuildProgress, type Stage, stages } from './rebuild-progress.ts';
import { isStray, mend, settle } from './stray-row.ts';

export type StagePorts = {
  ledger: port.Ledger;
  repairs: port.Repairs;
  activities: Pick<port.Activities, 'get'>;
  contributions: Pick<port.Contributions, 'ofMonth'>;
  summaries: Pick<port.Summaries, 'version' | 'replace'>;
  marks: Pick<port.Marks, 'put'>;
  publications: port.Publications;
  feed: Pick<port.FeedBucket, 'index' | 'read'>;
  newToken: () => string;
};

/**
 * Called with what is about to be done, how many steps it has (undefined where nobody knows), and how many of them
 * were done before; gives the function to call after each. There may be more steps than was known.
 */
export type Show = (label: string, total: number | undefined, done: number) => () => void;

/** A rebuild at work. `keep` stores changes of its progress. */
export type Run = {
  ports: StagePorts;
  show: Show;
  progress: () => RebuildProgress;
  keep: (changes: Partial<RebuildProgress>) => Promise<void>;
};

/** What is done in each stage. All of it can be repeated, by any number of rebuilds at once. */
export const work: Record<Stage, (run: Run) => Promise<void>> = {
  async count(run) {
    const pages = run.ports.ledger.activities(run.progress().from);
    await through(run, 'Counting activities', undefined, pages, async (rows, step) => {
      rows.forEach(step);
      return {
        activities: run.progress().activities + rows.length,
        months: together(
          run,
          rows.flatMap(({ months }) => months),
        ),
      };
    });
  },

  async contributions(run) {
    const { from, activities } = run.progress();
    const pages = run.ports.ledger.activities(from);
    await through(run, 'Writing contributions', activities, pages, async (rows, step) => {
      await inTurns(rows, async (stored) => {
        for (const month of stored.months)
          await run.ports.repairs.rewrite(month, contributionTo(month, stored));
        step();
      });
      return {};
    });
  },

  async rows(run) {
    const { from, mending } = run.progress();
    await inTurns(mending, (place) => settle(run.ports, place));
    const pages = run.ports.repairs.found(from);
    await through(run, 'Checking the rows of months', undefined, pages, async (rows, step) => {
      for (let at = 0; at < rows.length; at += 8) {
        const some = rows.slice(at, at + 8);
        const stray = await inTurns(some, (row) => isStray(run.ports, row));
        const found = some.filter((_, which) => stray[which]);
        await mendAll(run, found);
        some.forEach(step);
      }
      return { months: together(run, rows.map(monthOf)), mending: [] };
    });
  },

  async months(run) {
    const { from } = run.progress();
    const months = together(run, await run.ports.repairs.summarized());
    await through(run, 'Summarizing months', months.length, pagesOf(months, 1, from), async (page, step) => {
      for (const month of page) await summarizeMissing(run.ports, month);
      page.forEach(step);
      return { months: together(run, page) };
    });
  },

  async documents(run) {
    const { from } = run.progress();
    const documents = (await run.ports.feed.index())?.index.documents ?? [];
    const entries = new Map(documents.map((entry) => [entry.path, entry]));
    const pages = pagesOf([...entries.keys()].sort(), 8, from);
    await through(run, 'Checking published documents', entries.size, pages, async (paths, step) => {
      const lost = await inTurns(paths, async (path) => {
        const entry = entries.get(path);
        const isOne = entry !== undefined && (await isLost(run.ports.feed, entry));
        step();
        return isOne ? [path] : [];
      });
      // A month that its last activity has left may still be published as it was, and nothing else tells of it.
      const months = together(
        run,
        paths.flatMap((path) => monthOfPath(path) ?? []),
      );
      return { lost: [...run.progress().lost, ...lost.flat()], months };
    });
  },

  async marks({ ports, progress }) {
    const { months, lost } = progress();
    await noteLost(ports.publications, lost);
    for (const subject of [...months, port.portfolioSubject])
      await ports.marks.put({ subject, token: ports.newToken() });
  },
};

/** Goes through the pages of a stage, and keeps after each what came of it and where the rebuild goes on. */
async function through<Row>(
  { show, progress, keep }: Run,
  label: string,
  total: number | undefined,
  pages: AsyncIterable<port.Page<Row>>,
  take: (rows: Row[], step: () => void) => Promise<Partial<RebuildProgress>>,
): Promise<void> {
  const stage = stages[stages.indexOf(progress().stage) + 1] ?? 'marks';
  const step = show(label, total, progress().done);
  for await (const { rows, next } of pages) {
    const found = await take(rows, step);
    const on =
      next === undefined
        ? { stage, from: undefined, done: 0 }
        : { from: next, done: progress().done + rows.length };
    await keep({ ...found, ...on });
  }
}

/** A list in its order, in pages of so many; `from` is the last that needs no page. */
async function* pagesOf(
  list: readonly string[],
  most: number,
  from: string | undefined,
): AsyncGenerator<port.Page<string>> {
  const left = list.filter((each) => from === undefined || each > from);
  for (let at = 0; at === 0 || at < left.length; at += most) {
    const rows = left.slice(at, at + most);
    yield { rows, next: at + most < left.length ? rows.at(-1) : undefined };
  }
}

/** The months that are known and some more, in order; what is no month is left out. */
function together({ progress }: Run, more: readonly string[]): string[] {
  const fit = more.filter((each) => aMonth.safeParse(each).success);
  return [...new Set([...progress().months, ...fit])].sort();
}
const monthOf = ({ month }: { month: string }): string => month;

/** Removes or replaces stray rows, having kept which: if this rebuild dies, the next one settles them. */
async function mendAll(run: Run, stray: readonly port.FoundRow[]): Promise<void> {
  if (stray.length === 0) return;
  const { mending, strayRows } = run.progress();
  const places = stray.map(({ month, partner, reference }) => ({ month, partner, reference }));
  const names = new Set(mending.map(nameOf));
  const fresh = places.filter((place) => !names.has(nameOf(place))).length;
  const months = together(run, stray.map(monthOf));
  await run.keep({ months, mending: places, strayRows: strayRows + fresh });
  await inTurns(stray, (row) => mend(run.ports, row));
}
const nameOf = ({ month, partner, reference }: Place): string => `${month}#${partner}#${reference}`;

/** Writes the summary of a month that has none. One that is there is left to the aggregator, which publishes what it changes. */
async function summarizeMissing({ summaries, contributions }: StagePorts, month: string): Promise<void> {
  if ((await summaries.version(month)) > 0) return;
  let summary = emptySummary;
  for await (const page of contributions.ofMonth(month)) {
    const more = page.flatMap(({ record }) => (record === undefined ? [] : [summaryOf(record)]));
    summary = merge([summary, ...more]);
  }
  await summaries.replace(month, 0, summary);
}
