import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpHandler } from '../../functions/http/handler.ts';
import { submitOperations } from '../../functions/http/operations.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { handleOf } from '../../shared/words/submission-handle.ts';
import { handled } from '../support/handled.ts';
import { anActivity, glacy, type Register, somebody, startRegister } from '../support/register.ts';

let register: Register;
let minute = 0;
beforeAll(async () => {
  register = await startRegister();
  await register.putProject('GLACY+', glacy);
});
afterAll(() => register.stop());

/** The clock goes on by a minute: whoever died before has lost its claim. */
const later = () => {
  minute += 1;
  register.at(new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString());
};

type Ports = typeof register.ports;
class Death extends Error {}

/** The same ports in a process that dies at its n-th call, before or after the effect, and makes none after it. */
function dyingAt(ports: Ports, nth: number, when: 'before' | 'after') {
  let calls = 0;
  const dies = ['revisions', 'queue', 'keys', 'portfolio'] as const;
  const wrapped = { ...ports };
  for (const name of dies)
    Object.assign(wrapped, {
      [name]: new Proxy(ports[name], {
        get: (port: Record<string, unknown>, method: string) => {
          const original = port[method];
          if (typeof original !== 'function') return original;
          return async (...given: unknown[]) => {
            calls += 1;
            if (calls > nth || (calls === nth && when === 'before')) throw new Death();
            const answer: unknown = await original.apply(port, given);
            if (calls === nth) throw new Death();
            return answer;
          };
        },
      } as ProxyHandler<never>),
    });
  return { ports: wrapped, lived: () => calls < nth };
}

const handlerOn = (ports: Ports) => httpHandler(submitOperations(ports));
const keyed = (key: string) => ({ 'idempotency-key': `"${key}"` });
const post = (key: string, body: unknown, ports = register.ports) =>
  handled(handlerOn(ports), 'postActivity', { partner: somebody, headers: keyed(key), body });
const postBatch = (key: string, body: unknown, ports = register.ports) =>
  handled(handlerOn(ports), 'postBatch', { partner: somebody, headers: keyed(key), body });

describe('a request with an idempotency key', () => {
  it.each(['before', 'after'] as const)(
    'whose worker dies at any call (%s it) is done once by whoever repeats it, and answered the same ever after',
    async (when) => {
      for (let [nth, lived] = [1, false]; !lived; nth += 1) {
        const body = anActivity({ reference: `${when}-${nth}` });
        const doomed = dyingAt(register.ports, nth, when);
        const first = await post(body.reference, body, doomed.ports);
        lived = doomed.lived();
        expect(first.status).toBe(lived ? 202 : 500);
        later();
        const second = await post(body.reference, body);
        const third = await post(body.reference, body);
        expect(second.status).toBe(202);
        expect([third.text, third.headers]).toEqual([second.text, second.headers]);
        if (lived) expect(second.text).toBe(first.text);
        const sent = register.queued.splice(0).filter(({ reference }) => reference === body.reference);
        expect(sent.length).toBeGreaterThan(0);
        expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1);
        expect(sent.map(handleOf)).toContain(second.body.submission);
      }
    },
  );

  it.each(['before', 'after'] as const)(
    'and many items, whose worker dies at any call (%s it), is done once, with the revisions in their order',
    async (when) => {
      for (let [nth, lived] = [1, false]; !lived; nth += 1) {
        const [one, two] = [`${when}-a${nth}`, `${when}-b${nth}`];
        const items = [
          anActivity({ reference: one, units: 1 }),
          anActivity({ reference: two, mode: 'by phone' }),
          anActivity({ reference: one, units: 2 }),
          anActivity({ reference: two }),
        ];
        const doomed = dyingAt(register.ports, nth, when);
        const first = await postBatch(one, items, doomed.ports);
        lived = doomed.lived();
        later();
        const second = await postBatch(one, items);
        expect((await postBatch(one, items)).text).toBe(second.text);
        if (lived) expect(second.text).toBe(first.text);
        expect(second.body.outcomes.map(({ status }: { status: number }) => status)).toEqual([
          202, 422, 202, 202,
        ]);
        const revisions = second.body.outcomes.map(({ revision }: { revision?: number }) => revision);
        expect(revisions[0]).toBeLessThan(revisions[2]);
        const sent = register.queued.splice(0);
        expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(3);
        for (const submission of sent) await register.record(submission);
        expect((await register.ports.activities.get('somebody', one))?.activity?.units).toBe(2);
      }
    },
  );

  it('is not done twice by two who ask at once', async () => {
    const body = anActivity({ reference: 'crowded' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => post('crowded', body)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(taken.map(({ text }) => text)).size).toBe(1);
    for (const { status, headers, body: told } of answers)
      if (status !== 202) {
        expect([status, told.code]).toEqual([409, 'request-in-progress']);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
    expect(register.queued.splice(0)).toHaveLength(1);
  });

  it('is refused for another payload, other address or other call, and leaves the first as it was', async () => {
    const body = anActivity({ reference: 'first' });
    const first = await post('shared', body);
    for (const answer of [
      await post('shared', anActivity({ reference: 'second' })),
      await post('shared', `${JSON.stringify(body)} `),
      await postBatch('shared', [body]),
    ])
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await post('shared', body)).text).toBe(first.text);
    expect(register.queued.splice(0)).toHaveLength(1);
  });

  it('belongs to its partner: another may use the same key', async () => {
    const other = { id: 'other', name: 'Other', office: false };
    const body = anActivity({ reference: 'same' });
    const mine = await post('same', body);
    const theirs = await handled(handlerOn(register.ports), 'postActivity', {
      partner: other,
      headers: keyed('same'),
      body,
    });
    expect(theirs.status).toBe(202);
    expect(theirs.body.submission).not.toBe(mine.body.submission);
    expect(register.queued.splice(0).map(({ partner }) => partner)).toEqual(['somebody', 'other']);
  });

  it('leaves the key free where it is refused, so that it may be mended and sent again', async () => {
    expect((await post('mended', anActivity({ mode: 'by phone' }))).status).toBe(422);
    expect((await post('mended', anActivity({ reference: 'mended' }))).status).toBe(202);
    register.queued.splice(0);
  });

  it('may be used anew after 48 hours, and not before', async () => {
    const body = anActivity({ reference: 'old' });
    const first = await post('old', body);
    minute += 48 * 60 - 1;
    later();
    minute -= 1;
    register.at(new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString());
    expect((await post('old', body)).text).toBe(first.text);
    later();
    expect((await post('old', body)).body.revision).toBe(first.body.revision + 1);
    register.queued.splice(0);
  });

  it.each(['', 'abc', '"', '""', '"a', `"${'a'.repeat(101)}"`, '"é"', '"a\u0007"', '"a\\b"', '"a";x=1'])(
    'that is malformed (%j) is refused',
    async (header) => {
      const answer = await handled(handlerOn(register.ports), 'postActivity', {
        partner: somebody,
        headers: { 'idempotency-key': header },
        body: anActivity(),
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'malformed-request']);
      expect(register.queued).toEqual([]);
    },
  );

  it('sends only once more what the queue did not take, and then tells that it is taken', async () => {
    const items = ['x', 'y'].map((reference) => anActivity({ reference }));
    const queue = {
      ...register.ports.queue,
      sendAll: async (submissions: readonly Submission[]) =>
        submissions.flatMap(({ id, reference }) => (reference === 'y' ? [id] : [])),
    };
    const first = await postBatch('partly', items, { ...register.ports, queue });
    expect(first.status).toBe(202);
    expect(first.body.outcomes).toMatchObject([
      { index: 0, status: 202 },
      { index: 1, status: 503, problem: { code: 'unavailable' } },
    ]);
    const second = await postBatch('partly', items);
    expect(second.body.outcomes[0]).toEqual(first.body.outcomes[0]);
    expect(second.body.outcomes[1]).toMatchObject({ status: 202, revision: 1 });
    expect((await postBatch('partly', items)).text).toBe(second.text);
    expect(register.queued.splice(0)).toHaveLength(2);
  });

  it('is one request also where it puts or withdraws under a precondition', async () => {
    const write = (
      operation: 'putActivity' | 'withdrawActivity',
      key: string,
      revision: number,
      ports: Ports,
    ) =>
      handled(handlerOn(ports), operation, {
        partner: somebody,
        parameters: { reference: 'conditional' },
        headers: { ...keyed(key), 'if-match': `"${revision}"` },
        ...(operation === 'putActivity' ? { body: anActivity({ reference: 'conditional' }) } : {}),
      });
    await register.submit(somebody, anActivity({ reference: 'conditional' }));
    const down = { ...register.ports.queue, send: () => Promise.reject(new Death()) };
    for (const [operation, revision] of [
      ['putActivity', 1],
      ['withdrawActivity', 2],
    ] as const) {
      expect((await write(operation, operation, revision, { ...register.ports, queue: down })).status).toBe(
        500,
      );
      const again = await write(operation, operation, revision, register.ports);
      expect([again.status, again.body.revision]).toEqual([202, revision + 1]);
      expect((await write(operation, `${operation}-other`, revision, register.ports)).status).toBe(412);
    }
    expect(register.queued.splice(0).map(({ revision }) => revision)).toEqual([1, 2, 3]);
  });
});
