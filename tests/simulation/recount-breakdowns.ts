// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.
import { countryShown } from '../../shared/country.ts';
import { groupNames } from '../../shared/group.ts';
import { isReached, prioritiesOf, tallyOf } from './recount-headline.ts';
import { distinct, type PlainProject, rounded } from './recount-portfolio.ts';
import type { PlainRecord } from './recount-records.ts';

/** The figures by each property. */
export function plainBreakdowns(records: PlainRecord[], projects: PlainProject[]) {
  const counted = records.filter((record) => record.counted);
  const proof = distinct(records.map(({ start }) => `activities/${start.slice(0, 7)}.json`));
  const priorities = prioritiesOf(counted, projects);
  const figure = <Row>(id: string, value: Row[], proven = proof) => ({
    id,
    value,
    rule: `${id}/1`,
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
  return {
    byProject: figure(
      'byProject',
      distinct(counted.flatMap((record) => record.projects)).map((project) => {
        const own = counted.filter((record) => record.projects.includes(project));
        return {
          project,
          whole: tallyOf(own),
          shared: {
            activities: sumOfShares(own.map((record) => [1, record.projects.length])),
            units: sumOfShares(own.map((record) => [record.units, record.projects.length])),
          },
        };
      }),
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
      [...proof, 'projects.json'],
    ),
    byGroup: by('byGroup', 'group', ({ groups }) => groups),
    byType: by('byType', 'type', ({ type }) => [type]),
    byMode: by('byMode', 'mode', ({ mode }) => [mode]),
    byTheme: by('byTheme', 'theme', ({ themes }) => themes),
    byMonth: by('byMonth', 'month', ({ start }) => [start.slice(0, 7)]),
    byPartner: by('byPartner', 'partner', ({ partner }) => [partner]),
    byOrganisation: by('byOrganisation', 'organisation', ({ partners }) => partners.map(({ name }) => name)),
    byStatus: by('byStatus', 'status', ({ status }) => [status], records),
  };
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
