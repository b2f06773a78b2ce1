import * as fc from 'fast-check';
import { countryCodes } from '../../shared/words/country.ts';
import { type Project, project } from '../../shared/words/project.ts';
import { hostileLines } from './hostile-records.ts';

/** A project that has what it must have; `version` replaces fields of its only version. */
export const aProject = (code: string, version: Record<string, unknown> = {}, changes = {}): Project =>
  project.parse({
    code,
    names: { en: code, fr: code },
    versions: [{ validFrom: '2016-03', start: '2016-03', end: '2024-02', source: 'A report', ...version }],
    ...changes,
  });

const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9@+._: -]{0,10}[A-Za-z0-9@+]$/);
const dates = fc
  .tuple(fc.integer({ min: 1900, max: 2050 }), fc.nat(40), fc.constantFrom('', '-02', '-02-28'), fc.boolean())
  .map(([year, lasting, precision, ends]) => ({
    start: `${year}${precision}`,
    ...(ends ? { end: `${year + lasting}-12${precision.length === 6 ? '-31' : ''}` } : {}),
  }));
const version = (validFrom: string) =>
  fc
    .record(
      {
        source: hostileLines,
        budget: fc.record({
          amount: fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: 100_000_000_000_00 })),
          currency: fc.constant('EUR'),
        }),
        funding: hostileLines.map((funder) => [{ funder: funder.slice(0, 200), share: 100 }]),
      },
      { requiredKeys: ['source'] },
    )
    .chain((own) => dates.map((when) => ({ validFrom, ...own, ...when })));

/** Projects of every kind, with hostile texts. */
export const projects: fc.Arbitrary<Project[]> = fc.uniqueArray(
  fc
    .record({
      code,
      names: fc.record({ en: hostileLines, fr: hostileLines }),
      versions: fc.tuple(version('2010'), version('2020-05')),
      countries: fc
        .uniqueArray(fc.constantFrom(...countryCodes), { maxLength: 30 })
        .map((codes) => codes.map((each) => ({ code: each, priority: true }))),
    })
    .map((body) => project.safeParse(body))
    .filter(({ success }) => success)
    .map(({ data }) => data as Project),
  { selector: (each) => each.code, maxLength: 4 },
);
