import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Operations } from '../../functions/http/dispatch.ts';
import { docsOperations } from '../../functions/http/docs.ts';
import { httpHandler } from '../../functions/http/handler.ts';
import { portfolioOperations, readOperations, submitOperations } from '../../functions/http/operations.ts';
import type { OriginRequest } from '../../local/http-api.ts';
import { httpApi } from '../../local/http-api.ts';
import { gatewayRoutes, type Route } from '../../shared/api/contract.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';
import { record } from '../../shared/recording/record.ts';
import type { Partner } from '../../shared/words/partner.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { viewerFile } from './viewer-file.ts';

/**
 * The API from the gateway on, with the real handlers, on rows in memory; what is accepted is recorded at once. The
 * bearer of a request is the id of a partner. `perMinute` is the rate of each partner; the clock stands still.
 */
export function apiInMemory(partners: readonly Partner[], perMinute = 1_000_000) {
  const now = () => new Date('2026-11-20T12:00:00.000Z');
  const rows = storesOn(noRows(), partners, startTime());
  const contributions = {
    ...rows.contributions,
    async *ofMonth(month: string) {
      let from: string | undefined = '';
      while (from !== undefined) {
        const { items, next } = await rows.contributions.page(month, from);
        yield items;
        from = next;
      }
    },
  };
  const stores = { ...rows, contributions };
  const send = async (submission: Submission) => {
    await record({ ...stores, now, newToken: randomUUID })(submission);
  };
  const spent = new Map<string, number>();
  const ports = {
    ...stores,
    queue: {
      send,
      async sendAll(submissions: readonly Submission[]) {
        for (const submission of submissions) await send(submission);
        return [];
      },
    },
    now,
    newId: randomUUID,
    newToken: randomUUID,
  };
  const counters = {
    async add(partner: string, window: string, cost: number) {
      const sum = (spent.get(`${partner} ${window}`) ?? 0) + cost;
      spent.set(`${partner} ${window}`, sum);
      return sum;
    },
  };
  const limited = (operations: Operations) =>
    httpHandler(operations, rateLimit({ counters, perMinute, now }));
  const functions: Record<Route['entry'], ReturnType<typeof httpHandler>> = {
    submit: limited(submitOperations(ports)),
    read: limited(readOperations(ports)),
    portfolio: limited(portfolioOperations(ports)),
    docs: httpHandler(docsOperations(viewerFile)),
  };
  const authorizer = {
    name: 'partners',
    functionName: 'authorize',
    identitySources: ['$request.header.authorization'],
    ttl: 0,
  };
  const gateway = httpApi({
    routes: [
      ...gatewayRoutes.map(({ key, route: { entry, access } }) => ({
        key,
        functionName: entry,
        ...(access === 'open' ? {} : { authorizer }),
      })),
      { key: '$default', functionName: 'read' },
    ],
    async invoke(name, event) {
      if (name !== 'authorize') {
        const handler = functions[name as Route['entry']];
        return {
          payload: JSON.stringify(await handler(event as Parameters<typeof handler>[0], {} as Context)),
        };
      }
      const { headers } = event as { headers: Record<string, string> };
      const partner = partners.find(({ id }) => headers.authorization === `Bearer ${id}`);
      const context = partner ?? { refusal: 'The key is not, or no longer, valid.' };
      return { payload: JSON.stringify({ isAuthorized: true, context }) };
    },
  });
  return async (request: Pick<OriginRequest, 'method' | 'path'> & Partial<OriginRequest>) => {
    const { query = '', headers = {}, body = Buffer.alloc(0) } = request;
    const sent = { authorization: 'Bearer none', ...headers };
    return gateway({ ...request, query, headers: sent, body, sourceIp: '127.0.0.1' });
  };
}

/** The same as a fetch of any origin. */
export function fetchInMemory(api: ReturnType<typeof apiInMemory>) {
  return async (address: string, { method = 'GET', headers, body }: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(address);
    const answer = await api({
      method,
      path: pathname,
      query: search.slice(1),
      headers: Object.fromEntries(new Headers(headers)),
      body: Buffer.from(typeof body === 'string' ? body : ''),
    });
    return new Response(answer.body.length === 0 ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: new Headers(answer.headers as Record<string, string>),
    });
  };
}
