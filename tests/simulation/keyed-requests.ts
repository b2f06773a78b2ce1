import { httpHandler } from '../../functions/http/handler.ts';
import { submitOperations } from '../../functions/http/operations.ts';
import { Unavailable } from '../../shared/ports.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { handled } from '../support/handled.ts';
import { anActivity, somebody } from '../support/register.ts';
import { projects } from './sample-portfolio.ts';
import { noRows, storesOn } from './stores.ts';
import { startTime } from './virtual-time.ts';

type Asked = {
  operation: 'putActivity' | 'postActivity' | 'withdrawActivity' | 'postBatch';
  parameters?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
};
type Answer = Awaited<ReturnType<typeof handled>> | undefined;

/** A request, another that comes with its key, and how many submissions the larger of them makes. */
export type Kind = { name: string; first: Asked; other: Asked; most: number };

const body = (more: object = {}) => anActivity({ reference: 'R-1', projects: ['Alpha'], ...more });
const put = (headers: Record<string, string>, more: object = {}): Asked => ({
  operation: 'putActivity',
  parameters: { reference: 'R-1' },
  headers,
  body: body(more),
});
const post = (more: object = {}): Asked => ({ operation: 'postActivity', body: body(more) });
const withdraw = (reference: string, headers: Record<string, string> = {}): Asked => ({
  operation: 'withdrawActivity',
  parameters: { reference },
  headers,
});
const batch = (units: number): Asked => ({
  operation: 'postBatch',
  body: [body(), body({ reference: 'R-2' }), body({ units })],
});

/** Every kind of request that may bear a key. have had one revision before. */
export const kinds: readonly Kind[] = [
  { name: 'PUT', first: put({}), other: put({}, { units: 2 }), most: 1 },
  { name: 'PUT with If-Match', first: put({ 'if-match': '"1"' }), other: put({}), most: 1 },
  { name: 'PUT that If-Match refuses', first: put({ 'if-match': '"9"' }), other: put({}), most: 1 },
  { name: 'PUT that If-None-Match refuses', first: put({ 'if-none-match': '*' }), other: put({}), most: 1 },
  { name: 'POST', first: post(), other: post({ units: 2 }), most: 1 },
  { name: 'POST that is refused, and mended', first: post({ mode: 'by phone' }), other: post(), most: 1 },
  { name: 'DELETE', first: withdraw('R-1'), other: withdraw('R-2'), most: 1 },
  {
    name: 'DELETE with If-Match',
    first: withdraw('R-1', { 'if-match': '"1"' }),
    other: withdraw('R-1'),
    most: 1,
  },
  { name: 'batch', first: batch(2), other: batch(3), most: 3 },
];

/** What befalls the n-th call: it is refused (or its process dies), and its effect lands later. */
export type Late = { at: number; kind: 'late' | 'late-crash'; lands: 'next' | 'at rest' | 'at the end' };

/** At which call of its own the first of two at once has to wait until the second has its answer, if at any. */
export type Run = { kind: Kind; held?: string | undefined; late?: Late };

/**
 * Two ask the same under one key at once, then another request comes with the key, then both are repeated until they
 * have an answer. Gives what is wrong (nothing), and how many calls were made.
 */
export async function runKeyed({
  kind,
  held,
  late,
}: Run): Promise<{ wrong: string[]; calls: number; atOnce: number }> {
  const rows = noRows();
  for (const held of projects) rows.projects.set(held.code, { revision: 1, held });
  for (const reference of ['R-1', 'R-2']) rows.revisions.set(`${somebody.id}#${reference}`, 1);
  const stores = storesOn(rows, [somebody], startTime());
  const sent: Submission[] = [];
  const landing: { lands: Late['lands']; effect: () => Promise<unknown> }[] = [];
  let [calls, ids, clock] = [0, 0, Date.UTC(2026, 10, 20, 12)];
  const answers: { asked: Asked; answer: Answer }[] = [];

  const land = async (...when: Late['lands'][]) => {
    for (const { effect } of landing
      .splice(0)
      .filter((each) => when.includes(each.lands) || !landing.push(each)))
      await effect();
  };

  async function ask(
    asked: Asked,
    waits: { at?: string | undefined; until?: Promise<unknown> } = {},
  ): Promise<Answer> {
    let die = () => {};
    const death = new Promise<undefined>((resolve) => {
      die = () => resolve(undefined);
    });
    const through = async (name: string, effect: () => Promise<unknown>) => {
      calls += 1;
      clock += 300;
      const own = calls;
      await land('next');
      if (waits.at === name) await waits.until;
      if (own !== late?.at) return effect();
      landing.push({ lands: late.lands, effect });
      if (late.kind === 'late') throw new Unavailable(name, undefined);
      die();
      return new Promise(() => {});
    };
    const wrapped = <Port extends object>(name: string, port: Port): Port =>
      new Proxy(port, {
        get:
          (target, method) =>
          (...given: unknown[]) => {
            const call = Reflect.get(target, method) as (...given: unknown[]) => Promise<unknown>;
            return through(`${name}.${String(method)}`, () => call(...given));
          },
      });
    const queue = {
      send: async (submission: Submission) => void sent.push(submission),
      async sendAll(all: readonly Submission[]) {
        sent.push(...all);
        return [];
      },
    };
    const handler = httpHandler(
      submitOperations({
        ...stores,
        revisions: wrapped('revisions', stores.revisions),
        keys: wrapped('keys', stores.keys),
        portfolio: wrapped('portfolio', stores.portfolio),
        queue: wrapped('queue', queue),
        now: () => new Date(clock),
        newId: () => {
          ids += 1;
          return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
        },
      }),
    );
    const { operation, headers, ...rest } = asked;
    const keyed = { ...headers, 'idempotency-key': '"K"' };
    const answer = await Promise.race([
      handled(handler, operation, { partner: somebody, headers: keyed, ...rest }),
      death,
    ]);
    answers.push({ asked, answer });
    return answer;
  }

  async function insist(asked: Asked): Promise<Answer> {
    for (let left = 4; ; left -= 1) {
      const answer = await ask(asked);
      if (left === 0 || ![undefined, 409, 503].includes(answer?.status)) return answer;
      clock += 25_000;
    }
  }

  const { first, other } = kind;
  let answered = () => {};
  const until = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const one = ask(first, { at: held, until });
  await Promise.all([one, ask(first).then(answered)]);
  const atOnce = calls;
  await land('at rest');
  await ask(other);
  await insist(first);
  const last = await insist(other);
  await land('at rest', 'at the end');
  clock += 25_000;
  const repeated = await insist(first);
  return { wrong: wrongIn(kind, answers, sent, last, repeated), calls, atOnce };
}

function wrongIn(
  { first, most }: Kind,
  answers: readonly { asked: Asked; answer: Answer }[],
  sent: readonly Submission[],
  last: Answer,
  repeated: Answer,
): string[] {
  const taken = answers.filter(({ answer }) => answer?.status === 202);
  const said = new Set(taken.map(({ answer }) => JSON.stringify([answer?.text, answer?.headers])));
  const done = new Set(taken.map(({ asked }) => asked));
  const ids = new Set(sent.map(({ id }) => id));
  const contents = new Set(sent.map((submission) => JSON.stringify(submission)));
  const faulty = answers.filter(({ answer }) => answer?.status === 500);
  const told = ({ status, body: { code } }: NonNullable<Answer>) => `${status} ${code ?? ''}`;
  const wanted = done.has(first)
    ? ['422 idempotency-key-reused', '202 ']
    : ['202 ', '422 idempotency-key-reused'];
  const ended = [last, repeated].map((answer) => answer && told(answer));
  return [
    ...(said.size === 1 ? [] : [`${said.size} answers: ${[...said].join(' and ')}`]),
    ...(done.size === 1 ? [] : [`${done.size} requests were done under one key`]),
    ...(ids.size <= most ? [] : [`${ids.size} submissions were sent`]),
    ...(contents.size === ids.size ? [] : ['a submission was sent again with another content']),
    ...(faulty.length === 0 ? [] : ['a fault of ours']),
    ...(ended.join() === wanted.join() ? [] : [`ended as ${ended.join()}, not as ${wanted.join()}`]),
  ];
}

const waitingAt = [
  'keys.claim',
  'keys.replace',
  'revisions.next',
  'revisions.nextIf',
  'queue.send',
  'queue.sendAll',
];

/** A kind under every single late effect, with the two that ask at once after each other and in each other’s midst. */
export async function* everyLate(kind: Kind): AsyncGenerator<Run & { wrong: string[] }> {
  for (const held of [undefined, ...waitingAt]) {
    const whole = await runKeyed({ kind, held });
    yield { kind, held, wrong: whole.wrong };
    const until = held === undefined ? whole.calls : whole.atOnce;
    for (let at = 1; at <= until; at += 1)
      for (const fault of ['late', 'late-crash'] as const)
        for (const lands of ['next', 'at rest', 'at the end'] as const) {
          const late = { at, kind: fault, lands };
          yield { kind, held, late, wrong: (await runKeyed({ kind, held, late })).wrong };
        }
  }
}
