import { catalogue, type ProblemName, problemOf } from '../findings/problem.ts';
import type { Route } from './contract.ts';
import { wrongCountry } from './openapi-examples.ts';
import type { Described } from './openapi-operations.ts';
import { type AnswerHeader, headersOf } from './openapi-parameters.ts';
import type { Json } from './openapi-schemas.ts';

/** When each problem is met, the detail of its example, and the headers it comes with. */
const told: Record<ProblemName, { when: string; detail: string; headers?: readonly AnswerHeader[] }> = {
  'malformed-request': {
    when: 'The body is not JSON in UTF-8, or a header or a query parameter is not what it should be.',
    detail: 'The address has a query parameter that this call does not know.',
  },
  unauthenticated: {
    when: 'There is no key, or it is mistyped, expired or revoked.',
    detail: 'The key is not, or no longer, valid.',
    headers: ['WWW-Authenticate'],
  },
  forbidden: {
    when: 'The key is valid, and is not a key of the office.',
    detail: 'Only a key of the office may change the portfolio.',
  },
  'not-found': {
    when: 'There is nothing at this address, or it is not yours.',
    detail: 'No activity of yours with this reference has been applied.',
  },
  'method-not-allowed': {
    when: '`Allow` lists the methods that are offered here.',
    detail: 'PATCH is not offered here.',
  },
  'not-acceptable': {
    when: 'Answers are JSON: `Accept` must allow application/json and application/problem+json.',
    detail: 'Answers are JSON.',
  },
  'request-in-progress': {
    when: 'The first request with this idempotency key is still being worked on: try again.',
    detail: 'The first request with this Idempotency-Key is not finished.',
    headers: ['Retry-After'],
  },
  gone: {
    when: 'It was withdrawn or deleted; a PUT brings it back.',
    detail: 'The activity was withdrawn by its revision 2.',
  },
  'precondition-failed': {
    when: 'Another revision is the newest: read it again and decide anew.',
    detail: 'The newest revision is another.',
    headers: ['NewestETag'],
  },
  'content-too-large': { when: 'Send less.', detail: 'The body may have 262144 bytes.' },
  'unsupported-media-type': {
    when: 'The content type is not that of JSON, or the body is packed.',
    detail: 'Send JSON, and say so: content-type: application/json.',
    headers: ['Accept', 'Accept-Encoding'],
  },
  refused: {
    when: '`findings` lists all that is wrong; mend every error and send it again.',
    detail: 'The activity has errors; each is a finding.',
  },
  'idempotency-key-reused': {
    when: 'Take a new key for a new request.',
    detail: 'This Idempotency-Key came with another request.',
  },
  'too-many-requests': {
    when: 'Try again after `Retry-After`. Nobody else is slowed by you.',
    detail: 'You have used up your requests of this minute.',
    headers: ['Retry-After'],
  },
  'headers-too-large': {
    when: 'The address and the headers have more than 8 KiB.',
    detail: 'The address and the headers may have 8192 bytes.',
  },
  internal: {
    when: 'The fault is on our side and has been logged.',
    detail: 'The fault is ours and has been logged. Try again later.',
  },
  unavailable: {
    when: 'Nothing was stored: try again after `Retry-After`.',
    detail: 'Nothing was stored. Try again.',
    headers: ['Retry-After'],
  },
};

const names = Object.keys(catalogue) as ProblemName[];

/** Every problem there is, as a table in Markdown. */
export const problemTable = [
  '| status | code | title | when |',
  '|---|---|---|---|',
  ...names.map((name) => {
    const { status, title } = catalogue[name];
    return `| ${status} | \`${name}\` | ${title} | ${told[name].when} |`;
  }),
].join('\n');

/** The problems an operation may answer with: those of its kind, and its own. */
export function problemsOf(route: Route, { parameters = [], problems = [] }: Described): ProblemName[] {
  const kinds: [boolean, ProblemName[]][] = [
    [true, ['malformed-request', 'headers-too-large', 'internal']],
    [route.handler !== 'docs', ['not-acceptable']],
    [route.access !== 'open', ['unauthenticated', 'too-many-requests', 'unavailable']],
    [route.access === 'office', ['forbidden']],
    [route.method === 'PUT' || route.method === 'POST', ['content-too-large', 'unsupported-media-type']],
    [route.idempotent === true, ['request-in-progress', 'idempotency-key-reused']],
    [parameters.includes('IfMatch'), ['precondition-failed']],
  ];
  const wanted = new Set([...kinds.flatMap(([is, ones]) => (is ? ones : [])), ...problems]);
  return names.filter((name) => wanted.has(name));
}

/** The answers with which an operation says no, by status; `also` are headers that each of them has. */
export function problemResponses(problems: readonly ProblemName[], also: readonly AnswerHeader[]): Json {
  const byStatus = Map.groupBy(problems, (name) => catalogue[name].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => {
      const headers = [...new Set([...ofStatus.flatMap((name) => told[name].headers ?? []), ...also])];
      return [status, responseOf(ofStatus, headers)];
    }),
  );
}

function responseOf(problems: readonly ProblemName[], headers: readonly AnswerHeader[]): Json {
  const example = (name: ProblemName) =>
    problemOf(name, told[name].detail, name === 'refused' ? [wrongCountry] : undefined);
  return {
    description: problems.map((name) => `${catalogue[name].title}: ${told[name].when}`).join(' Or: '),
    ...(headers.length === 0 ? {} : { headers: headersOf(headers) }),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(problems.map((name) => [name, { value: example(name) }])),
      },
    },
  };
}
