// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.

import {
  byText,
  distinct,
  endingAfter,
  holding,
  inMillions,
  moneyOf,
  type PlainProject,
  perCent,
  rounded,
  runs,
} from './recount-portfolio.ts';
import type { PlainRecord } from './recount-records.ts';

/** How many activities, and how many events they stand for. */
export const tallyOf = (records: PlainRecord[]) => {
  let units = 0;
  for (const record of records) units += record.units;
  return { activities: records.length, units };
};
const statedBy = (records: PlainRecord[]) => {
  let participants = 0;
  for (const record of records) participants += record.participants?.count ?? 0;
  return { activities: records.length, participants };
};
/** The second wording of a rule, where it has one. */
const second = [
  'participants countriesReached priorityCountriesReached otherCountriesReached fundingShares',
  'byCountry countries byProject byGroup byPartner byOrganisation',
].flatMap((line) => line.split(' '));
export const ruleNamed = (id: string) => `${id}/${second.includes(id) ? 2 : 1}`;
const isPlanned = ({ status }: PlainRecord) => status === 'planned';

/** Whether a record reaches a country: what is only planned does not. */
export const isReached = (record: PlainRecord, code: string) =>
  !isPlanned(record) && record.countries.some((country) => country.code === code && country.role !== 'host');

/** The priority countries among those reached, each by the month in which it was. */
export function prioritiesOf(counted: PlainRecord[], projects: PlainProject[]): string[] {
  const found: string[] = [];
  for (const record of counted)
    for (const { code, role } of record.countries)
      for (const project of projects)
        for (const listed of project.countries) {
          const month = record.start.slice(0, 7);
          const within = (listed.from ?? month) <= month && month <= (listed.to ?? month);
          if (!isPlanned(record) && role !== 'host' && listed.priority && listed.code === code && within)
            found.push(code);
        }
  return distinct(found);
}

/** The documents that prove figures: one that names those which list what was counted. */
export const byWay = (...paths: string[]) => ({ activities: paths, projects: ['projects.json'] });
/** The lists of pages, by their months and then by their numbers. */
export const listsOf = (pages: readonly string[]) => {
  const key = (page: string) => page.slice(0, 7) + (page.slice(8) || '1').padStart(9, '0');
  const all = [...new Set(pages)].sort((one, other) => byText(key(one), key(other)));
  return byWay(...all.map((page) => `activities/${page}.json`));
};
/** The documents of the years in which records start. */
export const yearsOf = (records: readonly PlainRecord[]) =>
  byWay(...distinct(records.map(({ start }) => `years/${start.slice(0, 4)}.json`)));

/** The headline figures of the records of a span of days. */
export function plainHeadline(records: PlainRecord[], projects: PlainProject[], first: string, last: string) {
  const counted = records.filter((record) => record.counted);
  const proof = ['activities'];
  const withProjects = ['activities', 'projects'];
  const { activities, units } = tallyOf(counted);
  const carriedOut = counted.filter((record) => !isPlanned(record));
  const offDesk = counted.filter(({ mode, type }) => mode !== 'desk' && type !== 'desk_study');
  const online = offDesk.filter(({ mode }) => mode === 'online');
  const reached = distinct(counted.flatMap(({ countries }) => countries.map(({ code }) => code))).filter(
    (code) => counted.some((record) => isReached(record, code)),
  );
  const supported = counted.flatMap(({ countries }) =>
    countries.filter(({ role }) => role === 'beneficiary').map(({ code }) => code),
  );
  const priorities = prioritiesOf(counted, projects);
  const stating = (qualifier: string) =>
    statedBy(carriedOut.filter(({ participants }) => participants?.qualifier === qualifier));
  const women = carriedOut.filter(({ participants }) => participants?.women !== undefined);
  const stated = {
    exact: stating('exact'),
    about: stating('about'),
    at_least: stating('at_least'),
    at_most: stating('at_most'),
  };
  const sorted = [...projects].sort((one, other) => byText(one.code, other.code));
  const running = sorted.filter((project) => runs(holding(project, last), first, last));
  const ongoing = sorted.filter((project) => runs(holding(project, last), last, last));
  const money = moneyOf(ongoing.flatMap((project) => holding(project, last) ?? []));
  const ending = endingAfter(ongoing, last);
  let combined = 0;
  for (const { budget } of ending) combined += budget ?? 0;
  const onLast = { on: last };
  const figure = <Value, More extends object>(id: string, value: Value, more: More, proven: string[]) => ({
    id,
    value,
    additive: /^(?:activities|units|participants)/.test(id),
    ...more,
    rule: ruleNamed(id),
    proof: proven,
  });
  const onProjects = ['projects'];
  const codes = (some: PlainProject[]) => some.map(({ code }) => code);
  const cents = { ...onLast, unit: 'EUR cents' };
  return {
    activities: figure('activities', activities, {}, proof),
    activitiesCompletedOrOngoing: figure('activitiesCompletedOrOngoing', carriedOut.length, {}, proof),
    activitiesPlanned: figure('activitiesPlanned', counted.filter(isPlanned).length, {}, proof),
    units: figure('units', units, {}, proof),
    participants: figure(
      'participants',
      stated.exact.participants + stated.at_least.participants,
      {
        qualifier: carriedOut.every((record) => record.participants?.qualifier === 'exact')
          ? 'exact'
          : 'at_least',
        stated,
        women: {
          activities: women.length,
          participants: women.reduce((sum, { participants }) => sum + (participants?.women ?? 0), 0),
        },
        activitiesStatingNone: carriedOut.filter(({ participants }) => participants === undefined).length,
      },
      proof,
    ),
    onlineShare: figure(
      'onlineShare',
      offDesk.length === 0 ? null : perCent(BigInt(online.length), BigInt(offDesk.length)),
      { numerator: online.length, denominator: offDesk.length },
      proof,
    ),
    countriesReached: figure('countriesReached', reached.length, {}, proof),
    priorityCountriesReached: figure('priorityCountriesReached', priorities.length, {}, withProjects),
    otherCountriesReached: figure(
      'otherCountriesReached',
      reached.length - priorities.length,
      {},
      withProjects,
    ),
    countriesSupported: figure('countriesSupported', distinct(supported).length, {}, proof),
    projectsRunning: figure(
      'projectsRunning',
      running.length,
      { from: first, to: last, projects: codes(running) },
      onProjects,
    ),
    projectsOngoing: figure(
      'projectsOngoing',
      ongoing.length,
      { ...onLast, projects: codes(ongoing) },
      onProjects,
    ),
    budgetOngoing: figure(
      'budgetOngoing',
      Number(money.total),
      {
        ...cents,
        millions: rounded(money.total, 1_000_000n) / 100,
        shown: inMillions(money.total),
        projectsWithoutBudget: codes(
          ongoing.filter((project) => holding(project, last)?.budget === undefined),
        ),
      },
      onProjects,
    ),
    fundingShares: figure(
      'fundingShares',
      money.funders,
      { ...cents, external: money.external, unstated: money.unstated },
      onProjects,
    ),
    endingNext: figure(
      'endingNext',
      ending,
      { ...onLast, withinMonths: 15, unit: 'EUR cents', combined, shown: inMillions(BigInt(combined)) },
      onProjects,
    ),
  };
}
