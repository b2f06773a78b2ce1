import { type PortfolioPorts, putPeriod, putProject } from '../shared/portfolio.ts';
import { Refused } from '../shared/problem.ts';
import { type ReadPorts, readActivity, readPeriod, readProject, readSubmission } from '../shared/read.ts';
import { type Accepted, dryRun, type SubmitPorts, submit, withdraw } from '../shared/submit.ts';
import type { Answer, Operations, Request } from './http.ts';

/** POST, PUT and DELETE of activities. */
export const submitOperations = (ports: SubmitPorts): Operations => ({
  postActivity: (request) => put(ports, request),
  putActivity: (request) => put(ports, request, request.parameter('reference')),
  withdrawActivity: async ({ partner, parameter }) =>
    accepted(await withdraw(ports)(partner, parameter('reference'))),
});

async function put(ports: SubmitPorts, request: Request, reference?: string): Promise<Answer> {
  const { partner, query, body } = request;
  if (!isDryRun(query.dryRun)) return accepted(await submit(ports)(partner, body(), reference));
  const { findings } = await dryRun(ports)(partner, body(), reference);
  return ok({ findings });
}

function isDryRun(asked: string | undefined): boolean {
  if (asked !== undefined && asked !== 'true' && asked !== 'false')
    throw new Refused('malformed-request', 'dryRun is true or false.');
  return asked === 'true';
}

const accepted = (told: Accepted): Answer => ({
  status: 202,
  body: told,
  headers: { location: `/v1/submissions/${told.submission}` },
});

/** Every GET. The register is healthy if its table answers. */
export const readOperations = (ports: ReadPorts): Operations => ({
  getActivity: async ({ partner, parameter }) => {
    const applied = await readActivity(ports)(partner, parameter('reference'));
    return ok(applied, { etag: `"${applied.revision}"` });
  },
  getSubmission: async ({ partner, parameter }) => ok(await readSubmission(ports)(partner, parameter('id'))),
  getProject: async ({ parameter }) => ok(await readProject(ports)(parameter('code'))),
  getPeriod: async ({ parameter }) => ok(await readPeriod(ports)(parameter('id'))),
  getHealth: async () => {
    await ports.portfolio.period('health');
    return ok({ status: 'ok' });
  },
});

/** PUT of projects and reporting periods. */
export const portfolioOperations = (ports: PortfolioPorts): Operations => ({
  putProject: async ({ parameter, body }) => ok(await putProject(ports)(parameter('code'), body())),
  putPeriod: async ({ parameter, body }) => ok(await putPeriod(ports)(parameter('id'), body())),
});

const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ status: 200, body, headers });
