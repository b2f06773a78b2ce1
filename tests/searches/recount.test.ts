import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import samplePeriods from '../../cli/sample/periods.json' with { type: 'json' };
import sampleProjects from '../../cli/sample/projects.json' with { type: 'json' };
import { documentSchemas } from '../../shared/feed/documents.ts';
import { figureDrafts } from '../../shared/feed/figure-documents.ts';
import { projectsDraft, turnsOf } from '../../shared/feed/portfolio-documents.ts';
import { period } from '../../shared/words/period.ts';
import { type Project, project } from '../../shared/words/project.ts';
import type { PublicRecord } from '../../shared/words/public-record.ts';
import { type PlainPortfolio, recount } from '../simulation/recount.ts';
import { daysOfChange, type PlainProject } from '../simulation/recount-portfolio.ts';
import type { PlainRecord } from '../simulation/recount-records.ts';
import { projects as simulated } from '../simulation/sample-portfolio.ts';
import { provisional } from '../support/finality-of-tests.ts';
import { monthsFrom, sumsOf } from '../support/sums.ts';
import { records } from '../unit/made-activities.ts';

const stamp = { snapshot: 1, generatedAt: '2026-11-20T12:00:00Z', dataAsOf: '2026-11-20T12:00:00Z' };
const periods = z.array(period).parse(samplePeriods);
const portfolios: readonly Project[][] = [z.array(project).parse(sampleProjects), [...simulated], []];

/** The documents that the register makes of records and a portfolio on a day, by their paths, to the byte. */
function documentsOf(
  all: readonly PublicRecord[],
  projects: readonly Project[],
  some: typeof periods,
  on: Date,
) {
  const sums = sumsOf(monthsFrom(all), some);
  const { since } = turnsOf({ projects, periods: some }, on);
  const drafts = [
    ...figureDrafts(sums, { projects, periods: some }, since, provisional),
    projectsDraft(sums.always, projects, since),
  ];
  const texts = drafts.map(({ path, schema, body }) => {
    if (schema === undefined) throw new Error(`${path} has no schema`);
    return [path, JSON.stringify(documentSchemas[schema].parse({ ...stamp, ...body }))] as const;
  });
  return { since, texts: new Map(texts) };
}

describe('every document of figures', () => {
  it('is what a recount in plain code makes of the records and the portfolio, to the byte', () => {
    const days = fc.integer({ min: 0, max: 10_000 }).map((day) => new Date(Date.UTC(2005, 0, 1 + day)));
    fc.assert(
      fc.property(
        records,
        fc.constantFrom(...portfolios),
        fc.subarray(periods),
        days,
        (all, projects, some, on) => {
          const { since, texts } = documentsOf(all, projects, some, on);
          const plain = { projects: projects as PlainProject[], periods: some, since } as PlainPortfolio;
          const counted = recount(all as PlainRecord[], plain);
          for (const path of [...counted.keys()].filter((each) => !texts.has(each)))
            expect(path).toMatch(/^(?:activities\/.*|.*feed.*)$/);
          for (const [path, text] of texts)
            expect(text, path).toBe(JSON.stringify({ ...stamp, ...counted.get(path) }));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the day since which the portfolio is as it is', () => {
  it('is the last on which a recount in plain code has it change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...portfolios),
        fc.subarray(periods),
        fc.nat(12_000),
        (projects, some, day) => {
          const now = new Date(Date.UTC(2005, 0, 1 + day));
          const today = now.toISOString().slice(0, 10);
          const days = daysOfChange(projects as PlainProject[], some);
          expect(turnsOf({ projects, periods: some }, now)).toEqual({
            since: days.findLast((each) => each <= today),
            turnsOn: days.find((each) => each > today) ?? '9999-12-31',
          });
        },
      ),
    );
  });
});
