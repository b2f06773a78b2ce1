import { mostBatchItems } from '../../shared/words/limits.ts';
import type { Accepted, Activity, Finding, Outcomes, Problem, SubmissionStatus } from './contract.ts';
import { lookAt } from './stub-findings.ts';

/** A request as the stub got it. `path` is from the base on: "/v1/activities?limit=2". */
export type StubRequest = { method: string; path: string; headers: Headers; body: unknown };

/** What a request is answered with instead: an answer, an error as of a broken connection, or undefined for the usual. */
export type Turn = Response | Error | ((request: StubRequest) => Response | Error | undefined);

export type Stub = ReturnType<typeof createStub>;

type Revision = {
  revision: number;
  submission: string;
  /** The submission that was applied first. */
  first: string;
  at: string;
  activity: Activity | undefined;
};
type Receipt = Omit<SubmissionStatus, 'status' | 'at' | 'by'> & { asked: number };

const statuses: Partial<Record<Problem['code'], number>> = {
  'malformed-request': 400,
  unauthenticated: 401,
  'not-found': 404,
  'method-not-allowed': 405,
  gone: 410,
  'precondition-failed': 412,
  'content-too-large': 413,
  refused: 422,
  'idempotency-key-reused': 422,
  'too-many-requests': 429,
  unavailable: 503,
};

/**
 * The answer of a register that says no: for scripts, with the code of its problem, and findings or headers such as
 * {'retry-after': '1'} where the case has them.
 */
export function problem(
  code: Problem['code'],
  more: { detail?: string; findings?: Finding[]; headers?: Record<string, string> } = {},
): Response {
  return answer(problemOf(code, more.detail, more.findings), statuses[code] ?? 400, {
    'content-type': 'application/problem+json',
    ...more.headers,
  });
}

const problemOf = (
  code: Problem['code'],
  detail = `The stub says ${code}.`,
  findings?: Finding[],
): Problem => ({
  type: `urn:activity-register:problem:${code}`,
  title: code,
  status: statuses[code] ?? 400,
  code,
  detail,
  ...(findings === undefined ? {} : { findings }),
});

const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

const isResponse = (turn: unknown): turn is Response => turn instanceof Response;

/**
 * A stand-in for the register, in memory, of one partner whatever the key. Its `fetch` is given to a client; the README
 * says what it answers, what it checks and what it does not. `queuedFor` is how often a submission is told to be queued
 * before it is told to be applied: 0 unless told.
 */
export function createStub({ queuedFor = 0 }: { queuedFor?: number } = {}) {
  const requests: StubRequest[] = [];
  const turns: Turn[] = [];
  const newest = new Map<string, Revision>();
  const receipts = new Map<string, Receipt>();
  const kept = new Map<string, { request: string; response: Response }>();

  function take(operation: 'put' | 'withdraw', reference: string, activity?: Activity): Accepted {
    const before = newest.get(reference);
    const revision = (before?.revision ?? 0) + 1;
    const submission = crypto.randomUUID();
    const at = new Date().toISOString();
    newest.set(reference, { revision, submission, first: before?.first ?? submission, at, activity });
    receipts.set(submission, {
      submission,
      activity: reference,
      revision,
      operation,
      acceptedAt: at,
      asked: 0,
    });
    return { submission, activity: reference, revision, findings: [] };
  }

  const accepted = (submitted: Accepted): Response =>
    answer(submitted, 202, {
      location: `/v1/submissions/${submitted.submission}`,
      etag: `"${submitted.revision}"`,
    });

  function put({ headers, body }: StubRequest, isDryRun: boolean, named?: string): Response {
    const seen = lookAt(body, named);
    if ('findings' in seen) return problem('refused', { findings: seen.findings });
    if (isDryRun) return answer({ findings: [] });
    const { reference } = seen.activity;
    if (named !== undefined && !fulfils(headers, newest.get(reference)?.revision))
      return problem('precondition-failed');
    return accepted(take('put', reference, seen.activity));
  }

  function withdraw({ headers }: StubRequest, reference: string): Response {
    const revision = newest.get(reference)?.revision;
    if (revision === undefined) return problem('not-found');
    return fulfils(headers, revision)
      ? accepted(take('withdraw', reference))
      : problem('precondition-failed');
  }

  function batch(request: StubRequest, isDryRun: boolean): Response {
    const { body } = request;
    if (!Array.isArray(body) || body.length === 0) return problem('malformed-request');
    if (body.length > mostBatchItems) return problem('content-too-large');
    return once(request, isDryRun, () => takeAll(body, isDryRun));
  }

  function takeAll(items: readonly unknown[], isDryRun: boolean): Response {
    const outcomes = items.map((item, index): Outcomes['outcomes'][number] => {
      const seen = lookAt(item);
      if ('findings' in seen) {
        const why = problemOf('refused');
        const named = seen.reference === undefined ? {} : { activity: seen.reference };
        return { index, status: why.status, ...named, findings: seen.findings, problem: why };
      }
      const { reference } = seen.activity;
      if (isDryRun) return { index, status: 200, activity: reference, findings: [] };
      return { index, status: 202, ...take('put', reference, seen.activity) };
    });
    return answer({ outcomes }, isDryRun ? 200 : 202);
  }

  function read(reference: string): Response {
    const held = newest.get(reference);
    if (held === undefined) return problem('not-found');
    return held.activity === undefined
      ? problem('gone')
      : answer(appliedOf(held), 200, { etag: `"${held.revision}"` });
  }

  const appliedOf = ({ activity, revision, submission, first, at }: Revision) => ({
    activity,
    revision,
    submission,
    publicId: activity?.visibility === 'restricted' ? first : `stub/${activity?.reference}`,
    acceptedAt: at,
    recordedAt: at,
    mayBeTheSameAs: [],
  });

  function list(query: URLSearchParams): Response {
    const [limit, after] = [Number(query.get('limit') ?? 50), query.get('cursor')];
    if (!(limit >= 1 && limit <= 100)) return problem('malformed-request');
    // A page of the register may have fewer than it could, as withdrawn ones leave their place empty.
    const rest = [...newest]
      .filter(([reference]) => after === null || reference > after)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const next = rest.length > limit ? rest[limit - 1]?.[0] : undefined;
    const held = rest.slice(0, limit).flatMap(([, each]) => (each.activity === undefined ? [] : [each]));
    return answer({ activities: held.map(appliedOf), ...(next && { next }) }, 200, { etag: `"page"` });
  }

  function status(id: string): Response {
    const receipt = receipts.get(id);
    if (receipt === undefined) return problem('not-found');
    const { asked, ...about } = receipt;
    receipt.asked += 1;
    const { revision = 0, at = '' } = newest.get(about.activity) ?? {};
    const outcome = (): Pick<SubmissionStatus, 'status' | 'at' | 'by'> => {
      if (asked < queuedFor) return { status: 'queued', at: about.acceptedAt };
      if (revision > about.revision) return { status: 'superseded', at, by: revision };
      return { status: about.operation === 'put' ? 'applied' : 'withdrawn', at };
    };
    return answer({ ...about, ...outcome() }, 200, { etag: `"status"` });
  }

  function route(request: StubRequest): Response {
    const { method, path } = request;
    const { pathname, searchParams } = new URL(path, 'https://stub.invalid');
    const isDryRun = searchParams.get('dryRun') === 'true';
    const [, collection, last] = /^\/v1\/(activities|submissions)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const name = last === undefined ? undefined : decodeURIComponent(last);
    switch (`${method} ${collection}${name === undefined ? '' : name === 'batch' ? '/batch' : '/{}'}`) {
      case 'POST activities':
        return once(request, isDryRun, () => put(request, isDryRun));
      case 'POST activities/batch':
        return batch(request, isDryRun);
      case 'PUT activities/{}':
        return once(request, isDryRun, () => put(request, isDryRun, name));
      case 'DELETE activities/{}':
        return once(request, false, () => withdraw(request, name ?? ''));
      case 'GET activities':
        return list(searchParams);
      case 'GET activities/{}':
        return read(name ?? '');
      case 'GET submissions/{}':
        return status(name ?? '');
      default:
        return problem('not-found', { detail: `The stub does not answer ${method} ${pathname}.` });
    }
  }

  /** Answers a request under an idempotency key as it was answered before, unless it was refused. */
  function once(
    { method, path, headers, body }: StubRequest,
    isDryRun: boolean,
    work: () => Response,
  ): Response {
    const header = headers.get('idempotency-key');
    if (header === null || isDryRun) return work();
    if (!/^ *"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,100}" *$/.test(header))
      return problem('malformed-request');
    const request = JSON.stringify([
      method,
      path,
      body,
      headers.get('if-match'),
      headers.get('if-none-match'),
    ]);
    const before = kept.get(header);
    if (before !== undefined)
      return before.request === request ? before.response.clone() : problem('idempotency-key-reused');
    const response = work();
    if (response.ok) kept.set(header, { request, response: response.clone() });
    return response;
  }

  return {
    /** Answers as the register would: to be given to a client as its `fetch`. Rejects where a script says so. */
    async fetch(
      address: string,
      { method = 'GET', headers, body, signal }: RequestInit = {},
    ): Promise<Response> {
      signal?.throwIfAborted();
      const { pathname, search } = new URL(address);
      const path = `${pathname.slice(Math.max(0, pathname.indexOf('/v1/')))}${search}`;
      const text = typeof body === 'string' ? body : undefined;
      const request = { method, path, headers: new Headers(headers), body: jsonOf(text) };
      requests.push(request);
      const turn = turns.shift();
      const said = typeof turn === 'function' ? turn(request) : turn;
      if (said instanceof Error) throw said;
      if (isResponse(said)) return said;
      if (!/^Bearer \S/.test(request.headers.get('authorization') ?? ''))
        return problem('unauthenticated', {
          headers: { 'www-authenticate': 'Bearer realm="activity-register"' },
        });
      if (text !== undefined && request.body === undefined) return problem('malformed-request');
      return route(request);
    },

    /** Every request so far, in their order. */
    requests,

    /** Answers the next requests by these, one each, instead of by itself. */
    script(...next: Turn[]): void {
      turns.push(...next);
    },

    /** The activities as they are applied now, by their references; withdrawn ones are not among them. */
    activities(): Map<string, Activity> {
      return new Map(
        [...newest].flatMap(([reference, { activity }]) =>
          activity === undefined ? [] : [[reference, activity]],
        ),
      );
    },
  };
}

/** Whether a request's If-Match and If-None-Match allow it, with the newest revision that there is. */
function fulfils(headers: Headers, newest: number | undefined): boolean {
  const [match, noneMatch] = [headers.get('if-match'), headers.get('if-none-match')];
  const names = (tags: string) =>
    newest !== undefined && (tags.trim() === '*' || tags.split(/, */).includes(`"${newest}"`));
  return (match === null || names(match)) && (noneMatch === null || !names(noneMatch));
}

/** The JSON of a text; undefined where it is none. */
function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
