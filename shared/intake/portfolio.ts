import type * as z from 'zod';
import { error, type Finding, findingsOf } from '../checks/finding.ts';
import { Refused } from '../checks/problem.ts';
import type { Kept, Portfolio } from '../ports.ts';
import { type Marks, type Precondition, portfolioSubject, Unavailable } from '../ports.ts';
import { said } from '../words/bilingual.ts';
import { mostBytes } from '../words/limits.ts';
import { type Period, period, periodId } from '../words/period.ts';
import { type Project, project, projectCode } from '../words/project.ts';
import { fulfils, preconditionFailed } from './precondition.ts';

export type PortfolioPorts = {
  portfolio: Omit<Portfolio, 'projects' | 'periods'>;
  marks: Pick<Marks, 'put'>;
  newToken: () => string;
};

/** What a write has left in its place. */
export type Written<Held> = { revision: number; held: Held };

/**
 * Creates or replaces a project, also one that was deleted; effective at the next run of the aggregator. Throws Refused
 * with all findings, or where the precondition is not fulfilled, and Unavailable.
 */
export const putProject =
  (ports: PortfolioPorts) =>
  async (code: string, body: unknown, precondition?: Precondition): Promise<Written<Project>> => {
    const held = parseNamed(project, 'code', code, body);
    return { revision: await writePlace(ports, projectAt(ports, code), held, precondition), held };
  };

/** Creates or replaces a reporting period, as {@link putProject} does a project. */
export const putPeriod =
  (ports: PortfolioPorts) =>
  async (id: string, body: unknown, precondition?: Precondition): Promise<Written<Period>> => {
    const held = parseNamed(period, 'id', id, body);
    return { revision: await writePlace(ports, periodAt(ports, id), held, precondition), held };
  };

/**
 * Deletes a project and gives the revision that did so; effective at the next run of the aggregator. The activities
 * that name it stay and are counted under its code. Throws Refused (not-found) for what was never put, or where the
 * precondition is not fulfilled, and Unavailable.
 */
export const deleteProject =
  (ports: PortfolioPorts) =>
  async (code: string, precondition?: Precondition): Promise<number> => {
    if (!projectCode.safeParse(code).success) throw noProject();
    return writePlace(ports, projectAt(ports, code), undefined, precondition);
  };

/** Deletes a reporting period, as {@link deleteProject} does a project. */
export const deletePeriod =
  (ports: PortfolioPorts) =>
  async (id: string, precondition?: Precondition): Promise<number> => {
    if (!periodId.safeParse(id).success) throw noPeriod();
    return writePlace(ports, periodAt(ports, id), undefined, precondition);
  };

export const noProject = () => new Refused('not-found', 'The portfolio has no project with this code.');
export const noPeriod = () => new Refused('not-found', 'There is no reporting period with this id.');

/** One place that the office writes, and the refusal of whoever deletes what was never there. */
export type Place<Held> = {
  read: () => Promise<Kept<Held> | undefined>;
  replace: (seen: number, held: Held | undefined) => Promise<boolean>;
  unknown: () => Refused;
};

const projectAt = ({ portfolio }: PortfolioPorts, code: string): Place<Project> => ({
  read: () => portfolio.project(code),
  replace: (seen, held) => portfolio.replaceProject(code, seen, held),
  unknown: noProject,
});
const periodAt = ({ portfolio }: PortfolioPorts, id: string): Place<Period> => ({
  read: () => portfolio.period(id),
  replace: (seen, held) => portfolio.replacePeriod(id, seen, held),
  unknown: noPeriod,
});

/** How often a write begins anew because another came between what it read and what it wrote. */
const tries = 5;

/**
 * Writes a place as its next revision, which it gives; undefined deletes what it holds. Throws Refused (not-found for
 * what was never put, precondition-failed), and Unavailable. A write that lands late finds a newer revision
 * and does nothing. The mark comes after the write, or a run of the aggregator could take it and read what was there
 * before; and where the precondition fails, because the write that made it fail may have died before its mark.
 * Decision 0026.
 */
export async function writePlace<Held>(
  { marks, newToken }: Pick<PortfolioPorts, 'marks' | 'newToken'>,
  { read, replace, unknown }: Place<Held>,
  held: Held | undefined,
  precondition: Precondition | undefined,
): Promise<number> {
  const mark = () => marks.put({ subject: portfolioSubject, token: newToken() });
  for (let left = tries; left > 0; left -= 1) {
    const newest = (await read())?.revision;
    if (newest === undefined && held === undefined) throw unknown();
    if (precondition !== undefined && !fulfils(precondition, newest)) {
      await mark();
      throw preconditionFailed(newest);
    }
    const seen = newest ?? 0;
    if (!(await replace(seen, held))) continue;
    await mark();
    return seen + 1;
  }
  throw new Unavailable('the portfolio (others write the same place)', undefined);
}

/**
 * Parses a body whose identifier stands in the address, and may stand in the body if it is the same. Throws Refused with
 * all findings.
 */
export function parseNamed<Schema extends z.ZodType>(
  schema: Schema,
  field: string,
  named: string,
  body: unknown,
): z.output<Schema> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const input = isObject ? { [field]: named, ...body } : body;
  const parsed = schema.safeParse(input);
  const findings: Finding[] = parsed.success ? [] : findingsOf(parsed.error.issues, input);
  if (isObject && (input as Record<string, unknown>)[field] !== named)
    findings.push(
      error('identifier_differs', [field], said('differs from the %{field} in the address', { field })),
    );
  if (new TextEncoder().encode(JSON.stringify(parsed.data ?? null)).length > mostBytes)
    findings.push(
      error(
        'too_long',
        [],
        said('has more than %{most} bytes once its texts are in NFC', { most: mostBytes }),
      ),
    );
  if (!parsed.success || findings.length > 0)
    throw new Refused('refused', 'The document has errors; each is a finding.', { findings });
  return parsed.data;
}
