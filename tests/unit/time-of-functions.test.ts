import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { httpHandler } from '../../functions/http/handler.ts';
import { submitOperations } from '../../functions/http/operations.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { handleOf } from '../../shared/words/submission-handle.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { anActivity, somebody } from '../support/register.ts';

/** The function that takes submissions, of which one call (portfolio, queue or rate) does not end until it is let go. */
function slowFunction(slow: 'portfolio' | 'queue' | 'rate') {
  const rows = noRows();
  rows.projects.set('GLACY+', {
    revision: 1,
    held: {
      code: 'GLACY+',
      names: { en: 'GLACY+', fr: 'GLACY+' },
      aliases: [],
      versions: [{ validFrom: '2016-03', start: '2016-03', funding: [], source: 'a report' }],
      countries: [],
    },
  });
  const stores = storesOn(rows, [somebody], startTime());
  const sent: Submission[] = [];
  let [letGo, clock, ids] = [() => {}, Date.UTC(2026, 10, 20, 12), 0];
  let waits: Promise<void> | undefined = new Promise((resolve) => {
    letGo = resolve;
  });
  const handler = httpHandler(
    submitOperations({
      ...stores,
      portfolio: {
        ...stores.portfolio,
        async project(code) {
          if (slow === 'portfolio') await waits;
          return stores.portfolio.project(code);
        },
      },
      queue: {
        send: async (submission) => void sent.push(submission),
        async sendAll(all) {
          if (slow === 'queue') await waits;
          sent.push(...all);
          return [];
        },
      },
      now: () => new Date(clock),
      newId: () => {
        ids += 1;
        return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
      },
    }),
    async () => {
      if (slow === 'rate') await waits;
      return {};
    },
  );
  return {
    sent,
    later(seconds: number) {
      clock += seconds * 1000;
    },
    /** Lets the slow call go on, and everything that then follows. */
    async goOn() {
      letGo();
      waits = undefined;
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async postBatch(milliseconds: number, headers: Record<string, string> = {}) {
      const event = {
        routeKey: 'POST /v1/activities/batch',
        rawPath: '/v1/activities/batch',
        headers: { 'content-type': 'application/json', ...headers },
        requestContext: { requestId: 'JK=1', http: { method: 'POST' }, authorizer: { lambda: somebody } },
        body: JSON.stringify([anActivity(), anActivity({ reference: 'A-2' })]),
        isBase64Encoded: false,
      };
      const context = { getRemainingTimeInMillis: () => milliseconds } as Context;
      const response = await handler(event as unknown as Parameters<typeof handler>[0], context);
      return { ...response, told: JSON.parse(response.body ?? '') };
    },
  };
}
const keyed = { 'idempotency-key': '"K"' };

describe('a request whose time runs out', () => {
  it.each(['portfolio', 'rate'] as const)(
    'is answered as unavailable a second before the end, and says which request it was (%s)',
    async (slow) => {
      // Timers end in their order, however busy the machine is: that of the answer has 20 milliseconds to go.
      const late = new Promise<never>((_, reject) => setTimeout(reject, 500, new Error('came late')));
      const answered = slowFunction(slow).postBatch(1_020);
      const { statusCode, headers, told } = await Promise.race([answered, late]);
      late.catch(() => undefined);
      expect(statusCode).toBe(503);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '5' });
      expect(told).toMatchObject({ code: 'unavailable', instance: 'urn:activity-register:request:JK%3D1' });
    },
  );

  it.each([{}, keyed])('sends nothing after that answer, with headers %j', async (headers) => {
    const { postBatch, goOn, sent } = slowFunction('portfolio');
    expect((await postBatch(1_020, headers)).statusCode).toBe(503);
    await goOn();
    expect(sent).toEqual([]);
  });

  it('goes on where it stood when it is repeated with its key', async () => {
    const { postBatch, goOn, later, sent } = slowFunction('queue');
    expect((await postBatch(1_020, keyed)).statusCode).toBe(503);
    expect((await postBatch(10_000, keyed)).statusCode).toBe(409);
    await goOn();
    later(20);
    const repeated = await postBatch(10_000, keyed);
    expect(repeated.statusCode).toBe(202);
    expect(repeated.told.outcomes).toMatchObject([
      { status: 202, revision: 1 },
      { status: 202, revision: 1 },
    ]);
    const ids = repeated.told.outcomes.map(({ submission }: { submission: string }) => submission);
    expect(new Set(sent.map(handleOf))).toEqual(new Set(ids));
  });
});
