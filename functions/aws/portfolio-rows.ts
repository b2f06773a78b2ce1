import * as z from 'zod';
import type { Portfolio } from '../../shared/ports.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { period, periodId } from '../../shared/words/period.ts';
import { project, projectCode } from '../../shared/words/project.ts';
import { revision } from '../../shared/words/submission.ts';
import { type Condition, type Key, rowsOf, type Table } from './table.ts';

// A row without its project or period is what is left of one that was deleted.
const row = { schema: z.literal(2), revision };
export const projectRow = ofAnyVersion(
  'project',
  z.strictObject({ ...row, code: projectCode, project: project.optional() }),
);
export const periodRow = ofAnyVersion(
  'period',
  z.strictObject({ ...row, id: periodId, period: period.optional() }),
);

export const projectKey = (code: string): Key => ({ pk: 'PORTFOLIO', sk: `PROJECT#${code}` });
export const periodKey = (id: string): Key => ({ pk: 'PORTFOLIO', sk: `PERIOD#${id}` });

/** Projects and reporting periods, with the facts in one partition: there are tens of them. */
export function portfolio(table: Table): Portfolio {
  return {
    async project(code) {
      const found = await table.get(projectKey(code), projectRow);
      return found && { revision: found.revision, held: found.project };
    },
    projects: async () =>
      (await rowsOf(table, 'PORTFOLIO', projectRow, 'PROJECT#')).flatMap((each) => each.project ?? []),
    replaceProject: (code, seen, next) =>
      table.put(
        projectKey(code),
        { schema: 2, code, revision: seen + 1, project: next },
        unlessChanged(seen),
      ),
    async period(id) {
      const found = await table.get(periodKey(id), periodRow);
      return found && { revision: found.revision, held: found.period };
    },
    periods: async () =>
      (await rowsOf(table, 'PORTFOLIO', periodRow, 'PERIOD#')).flatMap((each) => each.period ?? []),
    replacePeriod: (id, seen, next) =>
      table.put(periodKey(id), { schema: 2, id, revision: seen + 1, period: next }, unlessChanged(seen)),
  };
}

/** That a row of a place that the office writes is still of a revision (0: there is none). A row of schema 1 has no revision, and is read as the first. */
export function unlessChanged(seen: number): Condition {
  if (seen === 0) return { expression: 'attribute_not_exists(#pk)' };
  const same = '#revision = :seen';
  const unnumbered = 'attribute_exists(#pk) AND attribute_not_exists(#revision)';
  return {
    expression: seen === 1 ? `${same} OR (${unnumbered})` : same,
    values: { ':seen': seen },
  };
}
