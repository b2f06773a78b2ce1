// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.

import definitions from '../../shared/figures/definitions.json' with { type: 'json' };
import { countryShown } from '../../shared/words/country.ts';
import { groupNames } from '../../shared/words/group.ts';
import { isReached, prioritiesOf, ruleNamed, tallyOf } from './recount-headline.ts';
import { distinct, type PlainProject, rounded } from './recount-portfolio.ts';
import type { PlainRecord } from './recount-records.ts';

/** The figures by each property. */
export function plainBreakdowns(records: PlainRecord[], projects: PlainProject[]) {
  const counted = records.filter((record) => record.counted);
  const proof = ['activities'];
  const priorities = prioritiesOf(counted, projects);
  const figure = <Row>(id: string, value: Row[], proven = proof) => ({
    id,
    value,
    additive: !['byCountry', 'byGroup', 'byTheme', 'byOrganisation'].includes(id),
    rule: ruleNamed(id),
    proof: proven,
  });
  const by = (id: string, name: string, keys: (record: PlainRecord) => string[], among = counted) =>
    figure(
      id,
      distinct(among.flatMap(keys)).map((key) => ({
        [name]: key,
        ...(name === 'group' ? { names: groupNames(key) } : {}),
        ...tallyOf(among.filter((record) => keys(record).includes(key))),
      })),
    );
  /** By what restricted activities do not show: they stand together in a row before the others. */
  const byOpen = (id: string, name: string, keys: (record: PlainRecord) => string[]) => {
    const closed = counted.filter(({ visibility }) => visibility === 'restricted');
    const open = by(id, name, (record) => (record.visibility === 'restricted' ? [] : keys(record)));
    const value = [...closed.slice(0, 1).map(() => ({ [name]: null, ...tallyOf(closed) })), ...open.value];
    return { ...open, value };
  };
  return {
    byProject: inColumns(
      'byProject',
      [null, ...distinct(counted.flatMap((record) => record.projects))].flatMap((project) => {
        const own = counted.filter(({ projects: codes }) =>
          project === null ? codes.length === 0 : codes.includes(project),
        );
        const parts = ({ projects: codes }: PlainRecord) => Math.max(codes.length, 1);
        const row = {
          project,
          whole: tallyOf(own),
          shared: {
            activities: sumOfShares(own.map((record) => [1, parts(record)])),
            units: sumOfShares(own.map((record) => [record.units, parts(record)])),
          },
        };
        return own.length === 0 ? [] : [row];
      }),
      proof,
    ),
    byCountry: figure(
      'byCountry',
      distinct(counted.flatMap(({ countries }) => countries.map(({ code }) => code))).map((code) => {
        const as = (role: string) =>
          counted.filter(({ countries }) =>
            countries.some((each) => each.code === code && each.role === role),
          );
        const { code: country, ...shown } = countryShown(code);
        return {
          country,
          ...shown,
          priority: priorities.includes(code),
          reached: tallyOf(counted.filter((record) => isReached(record, code))),
          beneficiary: tallyOf(as('beneficiary')),
          participant: tallyOf(as('participant')),
          host: tallyOf(as('host')),
        };
      }),
      [...proof, 'projects'],
    ),
    byGroup: by('byGroup', 'group', ({ groups }) => groups),
    byType: by('byType', 'type', ({ type }) => [type]),
    byMode: by('byMode', 'mode', ({ mode }) => [mode]),
    byTheme: by('byTheme', 'theme', ({ themes }) => themes),
    byMonth: by('byMonth', 'month', ({ start }) => [start.slice(0, 7)]),
    byPartner: byOpen('byPartner', 'partner', ({ partner }) => (partner === undefined ? [] : [partner])),
    byOrganisation: byOpen('byOrganisation', 'organisation', ({ partners }) =>
      partners.map(({ name }) => name),
    ),
    byStatus: by('byStatus', 'status', ({ status }) => [status], records),
  };
}

const monthsOf = (records: PlainRecord[]) => distinct(records.map(({ start }) => start.slice(0, 7)));

/** The projects that activities name, with their months. */
export function plainProjects(records: PlainRecord[], projects: PlainProject[]) {
  const { value: rows, proof } = plainBreakdowns(records, projects).byProject;
  const value = rows.map(({ project, whole: { activities, units } }) => {
    const own = records.filter(({ counted, projects: codes }) =>
      project === null ? counted && codes.length === 0 : counted && codes.includes(project),
    );
    return { project, activities, units, months: monthsOf(own) };
  });
  return { id: 'projects', value, additive: false, rule: 'projects/1', proof: [...proof, 'projects'] };
}

/** Every country that has a role in an activity, or stands on the list of a project in the month of a day. */
export function plainCountries(records: PlainRecord[], projects: PlainProject[], on: string) {
  const month = on.slice(0, 7);
  const listing = projects.flatMap(({ code: project, countries }) =>
    countries
      .filter(({ from, to }) => (from === undefined || from <= month) && (to === undefined || to >= month))
      .map(({ code, priority }) => ({ project, code, priority })),
  );
  const { value: rows, proof } = plainBreakdowns(records, projects).byCountry;
  const none = { activities: 0, units: 0 };
  const value = distinct([...rows.map(({ country }) => country), ...listing.map(({ code }) => code)]).map(
    (code) => {
      const own = listing.filter((each) => each.code === code);
      const row = rows.find(({ country }) => country === code);
      const { code: country, ...shown } = countryShown(code);
      return {
        country,
        ...shown,
        priority: own.some(({ priority }) => priority),
        projects: distinct(own.map(({ project }) => project)).map((project) => ({
          project,
          priority: own.some((each) => each.project === project && each.priority),
        })),
        reached: row?.reached ?? none,
        beneficiary: row?.beneficiary ?? none,
        participant: row?.participant ?? none,
        host: row?.host ?? none,
        months: monthsOf(
          records.filter(({ counted, countries }) => counted && countries.some((each) => each.code === code)),
        ),
      };
    },
  );
  return { id: 'countries', value, additive: false, on, rule: ruleNamed('countries'), proof };
}

/** The figure of projects, of which the one column adds up and the other does not. */
function inColumns<Row>(id: string, value: Row[], proof: string[]) {
  const [{ whole, shared }, additive] = [definitions.byProject.columns, { whole: false, shared: true }];
  return { id, value, additive, columns: { whole, shared }, rule: ruleNamed(id), proof };
}

/** A sum of fractions in its lowest terms, and its value with two decimals. */
function sumOfShares(shares: [number, number][]) {
  let [numerator, denominator] = [0n, 1n];
  for (const [part, whole] of shares) {
    numerator = numerator * BigInt(whole) + BigInt(part) * denominator;
    denominator *= BigInt(whole);
  }
  let [a, b] = [numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return {
    numerator: Number(numerator / a),
    denominator: Number(denominator / a),
    value: rounded(numerator * 100n, denominator) / 100,
  };
}
