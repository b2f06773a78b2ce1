import { Refused } from '../../shared/checks/problem.ts';
import { dryRunBatch, submitBatch } from '../../shared/intake/batch.ts';
import { deleteFact, type FactPorts, putFact, readFact } from '../../shared/intake/facts.ts';
import { type Answered, idempotencyKeyOf, type SubmitRequest } from '../../shared/intake/idempotency.ts';
import {
  deletePeriod,
  deleteProject,
  type PortfolioPorts,
  putPeriod,
  putProject,
  type Written,
} from '../../shared/intake/portfolio.ts';
import { preconditionOf, revisionTag } from '../../shared/intake/precondition.ts';
import {
  listActivities,
  type ReadPorts,
  readActivity,
  readPeriod,
  readProject,
} from '../../shared/intake/read.ts';
import { readSubmission } from '../../shared/intake/submission-status.ts';
import { type Accepted, dryRun, type SubmitPorts, submit, withdraw } from '../../shared/intake/submit.ts';
import type { FactKind } from '../../shared/words/fact-kind.ts';
import type { Answer } from './answer.ts';
import type { Operations, Request } from './dispatch.ts';

/** POST, PUT and DELETE of activities. */
export const submitOperations = (ports: SubmitPorts): Operations => ({
  postActivity: async (request) => {
    const body = request.body();
    if (isDryRun(request)) return checked(request, await dryRun(ports)(request.partner, body));
    return acceptance(await submit(ports)(submitting(request), body));
  },
  putActivity: async (request) => {
    const reference = request.parameter('reference');
    const body = request.body();
    if (isDryRun(request)) return checked(request, await dryRun(ports)(request.partner, body, reference));
    const precondition = preconditionIn(request);
    return acceptance(await submit(ports)(submitting(request), body, { reference, precondition }));
  },
  withdrawActivity: async (request) => {
    const reference = request.parameter('reference');
    const precondition = preconditionIn(request);
    return acceptance(await withdraw(ports)(submitting(request), reference, precondition));
  },
  postBatch: async (request) => {
    const items = request.items();
    if (items.length > 1) await request.charge(items.length - 1);
    if (isDryRun(request)) return checked(request, await dryRunBatch(ports)(request.partner, items));
    const { answer, language } = await submitBatch(ports)(submitting(request), items);
    return { status: 202, body: answer, language };
  },
});

/** What of a request its submission depends on. Throws Refused for a malformed idempotency key. */
function submitting({ partner, language, inTime, header, fingerprint }: Request): SubmitRequest {
  const key = header('idempotency-key');
  return {
    partner,
    language,
    inTime,
    ...(key === undefined ? {} : { key: { text: idempotencyKeyOf(key), fingerprint: fingerprint() } }),
  };
}

const preconditionIn = ({ header }: Request) => preconditionOf(header('if-match'), header('if-none-match'));

function isDryRun({ query }: Request): boolean {
  const asked = query.dryRun;
  if (asked !== undefined && asked !== 'true' && asked !== 'false')
    throw new Refused('malformed-request', 'dryRun is true or false.');
  return asked === 'true';
}

const checked = ({ language }: Request, body: unknown): Answer => ({ ...ok(body), language });

const acceptance = ({ answer, language }: Answered<Accepted>): Answer => ({
  status: 202,
  body: answer,
  headers: { location: `/v1/submissions/${answer.submission}`, etag: revisionTag(answer.revision) },
  language,
});

/** Every GET. The register is healthy if its table answers. */
export const readOperations = (ports: ReadPorts): Operations => ({
  getActivity: async ({ partner, parameter }) => {
    const applied = await readActivity(ports)(partner, parameter('reference'));
    return ok(applied, { etag: revisionTag(applied.revision) });
  },
  listActivities: async ({ partner, query }) => {
    const { cursor, limit } = query;
    const page = await listActivities(ports)(partner, {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    if (page.next === undefined) return ok(page);
    const next = new URLSearchParams({ cursor: page.next, ...(limit === undefined ? {} : { limit }) });
    return ok(page, { link: `</v1/activities?${next}>; rel="next"` });
  },
  getSubmission: async ({ partner, parameter }) => ok(await readSubmission(ports)(partner, parameter('id'))),
  getProject: async ({ parameter }) => kept(await readProject(ports)(parameter('code'))),
  getPeriod: async ({ parameter }) => kept(await readPeriod(ports)(parameter('id'))),
  getTreatyEvent: async ({ parameter }) => kept(await readFact(ports)('treatyEvent', parameter('id'))),
  getLegislationSurvey: async ({ parameter }) =>
    kept(await readFact(ports)('legislationSurvey', parameter('id'))),
  getContribution: async ({ parameter }) => kept(await readFact(ports)('donorContribution', parameter('id'))),
  getHealth: async () => {
    await ports.portfolio.period('health');
    return ok({ status: 'ok' });
  },
});

/** PUT and DELETE of projects, reporting periods and facts. */
export const portfolioOperations = (ports: PortfolioPorts & FactPorts): Operations => ({
  putProject: async (request) =>
    kept(await putProject(ports)(request.parameter('code'), request.body(), preconditionIn(request))),
  putPeriod: async (request) =>
    kept(await putPeriod(ports)(request.parameter('id'), request.body(), preconditionIn(request))),
  deleteProject: async (request) =>
    deleted(await deleteProject(ports)(request.parameter('code'), preconditionIn(request))),
  deletePeriod: async (request) =>
    deleted(await deletePeriod(ports)(request.parameter('id'), preconditionIn(request))),
  putTreatyEvent: puttingFact(ports, 'treatyEvent'),
  deleteTreatyEvent: deletingFact(ports, 'treatyEvent'),
  putLegislationSurvey: puttingFact(ports, 'legislationSurvey'),
  deleteLegislationSurvey: deletingFact(ports, 'legislationSurvey'),
  putContribution: puttingFact(ports, 'donorContribution'),
  deleteContribution: deletingFact(ports, 'donorContribution'),
});

const puttingFact = (ports: FactPorts, kind: FactKind) => async (request: Request) => {
  const put = await putFact(ports)(kind, request.parameter('id'), request.body(), preconditionIn(request));
  return { ...checked(request, put), headers: { etag: revisionTag(put.revision) } };
};
const deletingFact = (ports: FactPorts, kind: FactKind) => async (request: Request) =>
  deleted(await deleteFact(ports)(kind, request.parameter('id'), preconditionIn(request)));

const kept = ({ revision, held }: Written<unknown>): Answer => ok(held, { etag: revisionTag(revision) });
const deleted = (revision: number): Answer => ({
  status: 204,
  body: undefined,
  headers: { etag: revisionTag(revision) },
});

const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ status: 200, body, headers });
