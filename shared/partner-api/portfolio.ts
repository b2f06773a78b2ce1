import type * as z from 'zod';
import { error, type Finding, findingsOf } from '../findings/finding.ts';
import { Refused } from '../findings/problem.ts';
import { said } from '../findings/said.ts';
import { type Marks, type Portfolio, portfolioSubject } from '../ports.ts';
import { type Period, period } from '../words/period.ts';
import { type Project, project } from '../words/project.ts';
import { mostBytes } from './contract.ts';

export type PortfolioPorts = {
  portfolio: Pick<Portfolio, 'putProject' | 'putPeriod'>;
  marks: Pick<Marks, 'put'>;
  newToken: () => string;
};

/** Creates or replaces a project; effective at the next run of the aggregator. Throws Refused with all findings. */
export const putProject =
  ({ portfolio, marks, newToken }: PortfolioPorts) =>
  async (code: string, body: unknown): Promise<Project> => {
    const accepted = parseNamed(project, 'code', code, body);
    await portfolio.putProject(accepted);
    await marks.put({ subject: portfolioSubject, token: newToken() });
    return accepted;
  };

/** Creates or replaces a reporting period; effective at the next run of the aggregator. Throws Refused with all findings. */
export const putPeriod =
  ({ portfolio, marks, newToken }: PortfolioPorts) =>
  async (id: string, body: unknown): Promise<Period> => {
    const accepted = parseNamed(period, 'id', id, body);
    await portfolio.putPeriod(accepted);
    await marks.put({ subject: portfolioSubject, token: newToken() });
    return accepted;
  };

/** Parses a body whose identifier stands in the address, and may stand in the body if it is the same. */
function parseNamed<Schema extends z.ZodType>(
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
