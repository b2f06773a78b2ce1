import { Refused } from '../../shared/checks/problem.ts';
import { dryRunBatch, planBatch, sendBatch, withFailures } from '../../shared/intake/batch.ts';
import { idempotencyKeyOf, type OncePorts, once, type Work } from '../../shared/intake/idempotency.ts';
import { listActivities } from '../../shared/intake/list-activities.ts';
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
  type ReadPorts,
  readActivity,
  readPeriod,
  readProject,
  readSubmission,
} from '../../shared/intake/read.ts';
import {
  type Accepted,
  dryRun,
  planPut,
  planWithdrawal,
  type SubmitPorts,
  sendEach,
} from '../../shared/intake/submit.ts';
import type { AnswerLanguage } from '../../shared/words/bilingual.ts';
import type { Answer, Operations, Request } from './handler.ts';

type WritePorts = SubmitPorts & OncePorts;

/** POST, PUT and DELETE of activities. */
export const submitOperations = (ports: WritePorts): Operations => ({
  postActivity: (request) => put(ports, request),
  putActivity: (request) => put(ports, request, request.parameter('reference')),
  withdrawActivity: async (request) => {
    const named = request.parameter('reference');
    const precondition = preconditionIn(request);
    return accepted(
      await work(ports, request, {
        plan: () => planWithdrawal(ports)(request.partner, named, precondition),
        send: ({ receipts }) => sendEach(ports)(receipts),
      }),
    );
  },
  postBatch: async (request) => {
    const { partner, query } = request;
    const items = request.items();
    if (items.length > 1) await request.charge(items.length - 1);
    if (isDryRun(query.dryRun)) return ok(await dryRunBatch(ports)(partner, items));
    const { told, failed, language } = await work(ports, request, {
      plan: () => planBatch(ports)(partner, items),
      send: (plan) => sendBatch(ports)(plan, items),
    });
    return { status: 202, body: withFailures(told, failed), language };
  },
});

async function put(ports: WritePorts, request: Request, reference?: string): Promise<Answer> {
  const { partner, query } = request;
  const body = request.body();
  if (isDryRun(query.dryRun))
    return ok({ findings: (await dryRun(ports)(partner, body, reference)).findings });
  const precondition = reference === undefined ? undefined : preconditionIn(request);
  return accepted(
    await work(ports, request, {
      plan: () => planPut(ports)(partner, body, reference, precondition),
      send: ({ receipts }) => sendEach(ports)(receipts, body),
    }),
  );
}

/**
 * Does the work: once per key, where the request has one. Nothing is sent once the time of the function is over: it would
 * come after what the partner does next.
 */
async function work<Told extends object>(ports: WritePorts, request: Request, { plan, send }: Work<Told>) {
  const { partner, language } = request;
  const todo: Work<Told> = {
    plan,
    send: (planned) => {
      request.inTime();
      return send(planned);
    },
  };
  const header = request.header('idempotency-key');
  if (header !== undefined) {
    const keyed = { partner, key: idempotencyKeyOf(header), fingerprint: request.fingerprint(), language };
    return once(ports)(keyed, todo);
  }
  const planned = await plan();
  return { told: planned.told, failed: await todo.send(planned), language };
}

const preconditionIn = ({ header }: Request) => preconditionOf(header('if-match'), header('if-none-match'));

function isDryRun(asked: string | undefined): boolean {
  if (asked !== undefined && asked !== 'true' && asked !== 'false')
    throw new Refused('malformed-request', 'dryRun is true or false.');
  return asked === 'true';
}

const accepted = ({ told, language }: { told: Accepted; language: AnswerLanguage }): Answer => ({
  status: 202,
  body: told,
  headers: { location: `/v1/submissions/${told.submission}`, etag: revisionTag(told.revision) },
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
  getHealth: async () => {
    await ports.portfolio.period('health');
    return ok({ status: 'ok' });
  },
});

/** PUT and DELETE of projects and reporting periods. */
export const portfolioOperations = (ports: PortfolioPorts): Operations => ({
  putProject: async (request) =>
    kept(await putProject(ports)(request.parameter('code'), request.body(), preconditionIn(request))),
  putPeriod: async (request) =>
    kept(await putPeriod(ports)(request.parameter('id'), request.body(), preconditionIn(request))),
  deleteProject: async (request) =>
    deleted(await deleteProject(ports)(request.parameter('code'), preconditionIn(request))),
  deletePeriod: async (request) =>
    deleted(await deletePeriod(ports)(request.parameter('id'), preconditionIn(request))),
});

const kept = ({ revision, held }: Written<unknown>): Answer => ok(held, { etag: revisionTag(revision) });
const deleted = (revision: number): Answer => ({
  status: 204,
  body: undefined,
  headers: { etag: revisionTag(revision) },
});

const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ status: 200, body, headers });
