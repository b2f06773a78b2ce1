import type { ClientLog } from './client-log.ts';
import { drawActivity } from './draw-activity.ts';
import type { Request } from './gateway.ts';
import type { Random } from './random.ts';

type Draw = (random: Random, reference: string, log: ClientLog, partner: string) => Request;

// References are the same with every partner: only both together name an activity.
const references = ['R-1', 'R-1', 'R-2', 'R-3'] as const;

const refused = { projects: ['Gamma@E', 'no project'] };

/** What a client may do: how often, relative to the others, and the request it makes. Add what is built as a row. */
const operations: readonly { name: string; weight: number; request: Draw }[] = [
  {
    name: 'create, replace, move or restore by its address',
    weight: 8,
    request: (random, reference, log, partner) =>
      withPrecondition(random, log, partner, {
        operation: 'putActivity',
        parameters: { reference },
        body: drawActivity(random, reference),
      }),
  },
  {
    name: 'create, replace, move or restore by its reference',
    weight: 3,
    request: (random, reference) => ({ operation: 'postActivity', body: drawActivity(random, reference) }),
  },
  {
    name: 'several at once, some of them refused, some of the same activity',
    weight: 2.5,
    request: (random, reference) => ({
      operation: 'postBatch',
      body: Array.from({ length: 1 + random.below(4) }, (_, at) => ({
        ...drawActivity(random, at === 0 ? reference : random.pick(references)),
        ...(random.chance(0.15) ? refused : {}),
      })),
    }),
  },
  {
    name: 'withdraw',
    weight: 4,
    request: (random, reference, log, partner) =>
      withPrecondition(random, log, partner, { operation: 'withdrawActivity', parameters: { reference } }),
  },
  {
    name: 'send what is refused',
    weight: 0.5,
    request: (random, reference) => ({
      operation: 'putActivity',
      parameters: { reference },
      body: { ...drawActivity(random, reference), ...refused },
    }),
  },
  {
    name: 'try without storing',
    weight: 0.5,
    request: (random, reference) => ({
      operation: 'postActivity',
      query: { dryRun: 'true' },
      body: drawActivity(random, reference),
    }),
  },
  {
    name: 'ask for an activity',
    weight: 0.5,
    request: (_random, reference) => ({ operation: 'getActivity', parameters: { reference } }),
  },
  {
    name: 'ask for any submission, be it its own or not',
    weight: 0.7,
    request: (random, _reference, log) => ({
      operation: 'getSubmission',
      parameters: {
        id: String(random.pick([undefined, ...log.attempts])?.answer?.body.submission ?? 'none'),
      },
    }),
  },
];
const allWeight = operations.reduce((sum, { weight }) => sum + weight, 0);

/** What a partner asks next; some of what it writes bears an idempotency key. */
export function drawRequest(random: Random, log: ClientLog, partner: string): Request {
  let left = random.next() * allWeight;
  const drawn = operations.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const request = (drawn ?? random.pick(operations)).request(random, random.pick(references), log, partner);
  const writes = !request.operation.startsWith('get') && request.query === undefined;
  return writes && random.chance(0.35) ? withKey(random, log, partner, request) : request;
}

/** Another who wants to write under the same precondition, without a key. */
export const rivalOf = ({ operation, parameters = {}, headers }: Request, random: Random): Request => ({
  operation,
  parameters,
  headers: { 'if-match': headers?.['if-match'] ?? '*' },
  ...(operation === 'putActivity' ? { body: drawActivity(random, String(parameters.reference)) } : {}),
});

/**
 * The request with a key: a new one, of which every partner has the same, or now and then one that was used before,
 * be it by the same request or by another. What is put with a key says so in its title.
 */
function withKey(random: Random, log: ClientLog, partner: string, request: Request): Request {
  const own = log.attempts.filter(
    (each) => each.partner === partner && each.request.headers?.['idempotency-key'] !== undefined,
  );
  const before = own.length > 0 && random.chance(0.3) ? random.pick(own).request : undefined;
  if (before !== undefined && random.chance(0.5)) return before;
  const known = new Set(own.map(({ request: each }) => each.headers?.['idempotency-key']));
  const key = before?.headers?.['idempotency-key'] ?? `"K-${known.size + 1}"`;
  const titled = (body: unknown, item: number) => ({
    ...(body as object),
    title: { en: `Keyed ${partner} ${log.moments}.${item}` },
  });
  const { body } = request;
  return {
    ...request,
    headers: { ...request.headers, 'idempotency-key': key },
    ...(body === undefined ? {} : { body: Array.isArray(body) ? body.map(titled) : titled(body, 0) }),
  };
}

/** The request, now and then under the precondition that nothing is newer than what its sender knows. */
function withPrecondition(random: Random, log: ClientLog, partner: string, request: Request): Request {
  if (!random.chance(0.35)) return request;
  const { reference } = request.parameters ?? {};
  const known = log.attempts.findLast(
    (each) =>
      each.partner === partner &&
      each.request.parameters?.reference === reference &&
      typeof each.answer?.body.revision === 'number',
  );
  const headers: Record<string, string> =
    known === undefined
      ? { 'if-none-match': '*' }
      : { 'if-match': random.chance(0.1) ? '*' : `"${known.answer?.body.revision}"` };
  return { ...request, headers };
}
