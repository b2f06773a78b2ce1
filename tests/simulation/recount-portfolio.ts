// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.
import { countryShown } from '../../shared/words/country.ts';

export type PlainVersion = {
  validFrom: string;
  start: string;
  end?: string | undefined;
  budget?: { amount: number; currency: string } | undefined;
  funding: { funder: string; share: number }[];
};
export type PlainProject = {
  code: string;
  versions: PlainVersion[];
  countries: { code: string; from?: string | undefined; to?: string | undefined; priority: boolean }[];
};

/** Orders texts by their code units. */
export const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** The quotient of two whole numbers, rounded half up. */
export const rounded = (numerator: bigint, denominator: bigint): number =>
  Number((numerator * 10n) / denominator / 10n + (((numerator * 10n) / denominator) % 10n >= 5n ? 1n : 0n));

/** A part of a whole in per cent, with two decimals. */
export const perCent = (part: bigint, whole: bigint): number => rounded(part * 10_000n, whole) / 100;

/** The first and the last day of a day, a month or a year. */
export const firstDayOf = (date: string) =>
  date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date;
export const lastDayOf = (date: string) => {
  if (date.length === 10) return date;
  const [year, month] = date.length === 4 ? [Number(date), 12] : date.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 0, 0)).toISOString().slice(0, 10);
};

/** The version of a project that holds on a day. */
export function holding({ versions }: PlainProject, day: string): PlainVersion | undefined {
  let found: PlainVersion | undefined;
  for (const version of versions)
    if (
      firstDayOf(version.validFrom) <= day &&
      (!found || firstDayOf(version.validFrom) > firstDayOf(found.validFrom))
    )
      found = version;
  return found;
}

/** Whether a version runs on some day between two. */
export const runs = (
  version: PlainVersion | undefined,
  first: string,
  last: string,
): version is PlainVersion =>
  version !== undefined &&
  firstDayOf(version.start) <= last &&
  (version.end === undefined || lastDayOf(version.end) >= first);

export const distinct = (texts: string[]) => [...new Set(texts)].sort(byText);

/** Cents as a sentence in both languages. */
export function inMillions(cents: bigint) {
  const hundredths = String(rounded(cents, 1_000_000n)).padStart(3, '0');
  const [whole, part] = [hundredths.slice(0, -2), hundredths.slice(-2)];
  const noun = whole === '0' || whole === '1' ? 'million' : 'millions';
  return { en: `${whole}.${part} million euros`, fr: `${whole},${part} ${noun} d’euros` };
}

/** Budgets and who pays them, in ten-thousandths of a cent until they are shown. */
export function moneyOf(versions: PlainVersion[]) {
  let [total, unstated] = [0n, 0n];
  const parts: { funder: string; part: bigint }[] = [];
  for (const { budget, funding } of versions) {
    const amount = BigInt(budget?.amount ?? 0);
    total += amount;
    if (funding.length === 0) unstated += amount * 10_000n;
    for (const { funder, share } of funding) {
      const part = amount * BigInt(Math.round(share * 100));
      const known = parts.find((other) => other.funder === funder);
      if (known === undefined) parts.push({ funder, part });
      else known.part += part;
    }
  }
  const paying = parts.filter(({ part }) => part > 0n);
  paying.sort((one, other) =>
    one.part === other.part ? byText(one.funder, other.funder) : one.part < other.part ? 1 : -1,
  );
  const claims = [...paying.map(({ part }) => part), unstated];
  const [cents, hundredths] = [handedOut(claims, total), handedOut(claims, total === 0n ? 0n : 10_000n)];
  const shown = (at: number) => ({ amount: cents[at] ?? 0, share: (hundredths[at] ?? 0) / 100 });
  const funders = paying.map(({ funder }, at) => ({ funder, ...shown(at) }));
  const others = funders.flatMap(({ funder }, at) => (funder === 'Council of Europe' ? [] : [at]));
  const sumOf = (pieces: number[]) => others.reduce((sum, at) => sum + (pieces[at] ?? 0), 0);
  return {
    total,
    funders,
    external: { amount: sumOf(cents), share: sumOf(hundredths) / 100 },
    unstated: shown(paying.length),
  };
}

/** Whole pieces handed out one by one to whoever still has the largest claim, as long as there are any. */
function handedOut(claims: bigint[], pieces: bigint): number[] {
  let all = 0n;
  for (const claim of claims) all += claim;
  const have = claims.map((claim) => (all === 0n ? 0n : (claim * pieces - ((claim * pieces) % all)) / all));
  for (;;) {
    let given = 0n;
    for (const each of have) given += each;
    if (given === pieces) return have.map(Number);
    const open = claims.map((claim, at) => claim * pieces - (have[at] ?? 0n) * all);
    const most = open.reduce((one, other) => (other > one ? other : one));
    const next = open.indexOf(most);
    have[next] = (have[next] ?? 0n) + 1n;
  }
}

/** The ongoing projects that end in the month of a day or in the 15 months after it. */
export function endingAfter(ongoing: PlainProject[], day: string) {
  const [year, month] = day.split('-').map(Number);
  const after = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1 + 16, 1)).toISOString().slice(0, 10);
  const ending: { project: string; end: string; budget?: number }[] = [];
  for (const project of ongoing) {
    const version = holding(project, day);
    const end = version?.end === undefined ? after : lastDayOf(version.end);
    const budget = version?.budget === undefined ? {} : { budget: version.budget.amount };
    if (end < after) ending.push({ project: project.code, end, ...budget });
  }
  return ending.sort((one, other) => byText(`${one.end} ${one.project}`, `${other.end} ${other.project}`));
}

const nextDay = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** The days on which a portfolio changes its state by itself. */
export const daysOfChange = (
  projects: PlainProject[],
  periods: { first: string; last: string; closed?: string | undefined }[],
) =>
  distinct([
    ...periods.flatMap(({ first, last, closed }) => [
      firstDayOf(first),
      nextDay(lastDayOf(last)),
      ...(closed === undefined ? [] : [closed]),
    ]),
    ...projects.flatMap(({ versions, countries }) => [
      ...versions.flatMap(({ validFrom, start, end }) => {
        if (end === undefined) return [firstDayOf(validFrom), firstDayOf(start)];
        const next = nextDay(lastDayOf(end));
        const [year, month] = lastDayOf(end).split('-').map(Number);
        const near = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1 - 15, 1)).toISOString().slice(0, 10);
        return [firstDayOf(validFrom), firstDayOf(start), near, next];
      }),
      ...countries.flatMap(({ from, to }) => [
        ...(from === undefined ? [] : [firstDayOf(from)]),
        ...(to === undefined ? [] : [nextDay(lastDayOf(to))]),
      ]),
    ]),
  ]).filter((day) => day >= '1900');

/** The document of the portfolio on a day, without its stamp. */
export function projectsDocument(projects: PlainProject[], since: string | undefined, today: string) {
  const lists: Record<string, object[]> = { current: [], upcoming: [], completed: [] };
  for (const project of [...projects].sort((one, other) => (one.code < other.code ? -1 : 1))) {
    const version = holding(project, today) ?? project.versions[0];
    if (version === undefined) continue;
    const { start, end, budget, funding } = version;
    const ended = end !== undefined && lastDayOf(end) < today;
    const { names, aliases, successorOf } = project as PlainProject & Record<string, unknown>;
    lists[firstDayOf(start) > today ? 'upcoming' : ended ? 'completed' : 'current']?.push({
      code: project.code,
      names,
      aliases,
      ...(successorOf === undefined ? {} : { successorOf }),
      start,
      ...(end === undefined ? {} : { end }),
      ...(budget === undefined ? {} : { budget: { ...budget, shown: inMillions(BigInt(budget.amount)) } }),
      funding,
      countries: project.countries.map(({ code, from, to, priority }) => ({
        ...countryShown(code),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        priority,
      })),
      versions: project.versions,
    });
  }
  return { ...(since === undefined ? {} : { since }), ...lists };
}
