import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endingAfter } from '../../shared/figures/ending-next.ts';
import { ongoingOn } from '../../shared/figures/portfolio.ts';
import { firstDay, lastDay } from '../../shared/words/calendar.ts';
import { countriesIn, type Project, project, turningDays } from '../../shared/words/project.ts';

const version = (validFrom: string, more: Record<string, unknown> = {}) => ({
  validFrom,
  start: '2016-03',
  source: validFrom,
  ...more,
});
const aProject = (versions: unknown, more: Record<string, unknown> = {}): Project =>
  project.parse({ code: 'GLACY+', names: { en: 'GLACY+', fr: 'GLACY+' }, versions, ...more });

/** A start and an end that is no earlier, or none. */
const inOrder = ([start, end]: [string, string | null]) =>
  end !== null && lastDay(end) < firstDay(start) ? { start: end, end: start } : { start, end };

describe('the turning days of a portfolio', () => {
  it('are those on which a version begins to hold, starts, is 15 months from its last, or has ended', () => {
    const projects = [
      aProject([version('2020-01', { end: '2020-02' })]),
      aProject([version('2016-03'), version('2019', { end: '2019' })]),
    ];
    expect(turningDays(projects)).toEqual([
      '2016-03-01',
      '2018-09-01',
      '2018-11-01',
      '2019-01-01',
      '2020-01-01',
      '2020-03-01',
    ]);
  });

  it('are also those on which a country comes on the list of a project, and leaves it', () => {
    const countries = [
      { code: 'GH', from: '2017-12', to: '2018-12', priority: true },
      { code: 'SN', priority: false },
    ];
    expect(turningDays([aProject([version('2016-03')], { countries })])).toEqual([
      '2016-03-01',
      '2017-12-01',
      '2019-01-01',
    ]);
  });

  it('are days of the calendar, however early a project has ended', () => {
    const early = aProject([version('1900', { start: '1900', end: '1900-02' })]);
    expect(turningDays([early])).toEqual(['1900-01-01', '1900-03-01']);
  });

  it('are all the days on which what is ongoing, what ends next and what is listed change', () => {
    const dates = fc.tuple(fc.integer({ min: 2015, max: 2019 }), fc.integer({ min: 1, max: 12 }));
    const month = dates.map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);
    const day = fc.tuple(month, fc.constantFrom('01', '15', '28')).map((parts) => parts.join('-'));
    const anyDate = fc.oneof(month, day, fc.constantFrom('2015', '2016', '2017', '2018'));
    const portfolio = fc
      .array(
        fc.tuple(
          fc.uniqueArray(fc.tuple(anyDate, fc.tuple(anyDate, fc.option(anyDate)).map(inOrder)), {
            selector: ([from]) => firstDay(from),
            minLength: 1,
            maxLength: 3,
          }),
          fc.option(fc.tuple(month, month).map((pair) => [...pair].sort())),
        ),
        { maxLength: 3 },
      )
      .map((all) =>
        all.map(([versions, listed], at) =>
          aProject(
            versions.map(([from, { start, end }]) =>
              version(from, { start, ...(end === null ? {} : { end }) }),
            ),
            {
              code: `P-${at}`,
              countries: listed ? [{ code: 'GH', from: listed[0], to: listed[1], priority: true }] : [],
            },
          ),
        ),
      );
    const stateOn = (projects: Project[], on: string) => [
      ongoingOn(projects, on),
      endingAfter(projects, on),
      projects.map((each) => countriesIn(each, on.slice(0, 7))),
    ];
    fc.assert(
      fc.property(portfolio, day, (projects, on) => {
        const since = turningDays(projects).findLast((each) => each <= on) ?? '1900-01-01';
        expect(stateOn(projects, on)).toEqual(stateOn(projects, since));
      }),
      { numRuns: 500 },
    );
  });

  it('are none without projects', () => {
    expect(turningDays([])).toEqual([]);
  });
});
