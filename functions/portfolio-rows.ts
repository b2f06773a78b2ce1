import * as z from 'zod';
import type { Portfolio } from '../shared/ports.ts';
import { stored, WrittenByNewer } from '../shared/recording/upcast.ts';
import { type Period, period } from '../shared/words/period.ts';
import { type Project, project } from '../shared/words/project.ts';
import { type Key, rowsOf, type Table } from './table.ts';

export const projectRow = stored('project', z.strictObject({ schema: z.literal(1), project }));
export const periodRow = stored('period', z.strictObject({ schema: z.literal(1), period }));

export const projectKey = (code: string): Key => ({ pk: 'PORTFOLIO', sk: `PROJECT#${code}` });
export const periodKey = (id: string): Key => ({ pk: 'PORTFOLIO', sk: `PERIOD#${id}` });

/** Projects and reporting periods, all in one partition: there are tens of them. */
export function portfolio(table: Table): Portfolio {
  return {
    project: async (code) => (await table.get(projectKey(code), projectRow))?.project,
    projects: async () =>
      (await rowsOf(table, 'PORTFOLIO', projectRow, 'PROJECT#')).map((row) => row.project),
    putProject: (next) => replace(table, 'project', projectKey(next.code), { schema: 1, project: next }),
    period: async (id) => (await table.get(periodKey(id), periodRow))?.period,
    periods: async () => (await rowsOf(table, 'PORTFOLIO', periodRow, 'PERIOD#')).map((row) => row.period),
    putPeriod: (next) => replace(table, 'period', periodKey(next.id), { schema: 1, period: next }),
  };
}

/** Puts a row in the place of any but one that a newer register has written: then it throws WrittenByNewer. */
async function replace(
  table: Table,
  kind: 'project' | 'period',
  key: Key,
  row: { schema: number; project?: Project; period?: Period },
) {
  const condition = {
    expression: 'attribute_not_exists(#schema) OR #schema <= :known',
    values: { ':known': row.schema },
  };
  if (!(await table.put(key, row, condition))) throw new WrittenByNewer(kind);
}
