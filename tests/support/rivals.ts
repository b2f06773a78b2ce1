import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Row } from '../../functions/aws/table.ts';
import { aContribution, anEvent, aSurvey } from './made-facts.ts';
import { rawStores } from './raw-stores.ts';
import { anActivity, glacy, period } from './register.ts';
import { eventually, runRegister } from './running-register.ts';

export type Answer = { status: number; text: string; body: Record<string, unknown> };
export type Asking = { body?: unknown; headers?: Record<string, string> };

/** A partner that others attack, and that attacks others. */
export type Rival = {
  id: string;
  key: string;
  /** Stands in the titles of its activities, and nowhere else. */
  secret: string;
  /** Asks with its key. Every answer is searched for the secrets of the others, and is none of a fault of ours. */
  ask: (method: string, path: string, asking?: Asking) => Promise<Answer>;
  /** Its last submission, and the one that it made with an idempotency key. */
  submission: string;
  keyedSubmission: string;
  /** The cursor of the second page of its activities. */
  cursor: string;
};

/** Ids that begin with one another, which the keys of rows must not mind. */
const rivalsToBe = [
  ['glacy', ['--projects', 'GLACY+']],
  ['glacy-plus', []],
  ['glacy-plus-2', []],
  ['office', ['--office']],
] as const;
export const rivalIds = rivalsToBe.map(([id]) => id);

/** The operations that aim at an activity of the victim's, of which each then has one. */
const aims = ['getActivity', 'putActivity', 'withdrawActivity', 'postActivity', 'postBatch'] as const;

/** The reference of the victim's activity at which an operation aims. */
export const of = ({ id }: Rival, operation: (typeof aims)[number] | 'replay' | 'bait') =>
  `of-${id}-${operation}`;
export const pathOf = (victim: Rival) => `/v1/activities/${of(victim, 'getActivity')}`;
/** An activity in which the secret of a rival stands. */
export const secretly = ({ secret }: Rival, reference: string) =>
  anActivity({ reference, title: { en: secret } });
/** What a rival has sent with an idempotency key; there is no secret in it, as others send it again. */
export const replayed = (victim: Rival): Asking => ({
  body: anActivity({ reference: of(victim, 'replay') }),
  headers: { 'idempotency-key': `"key-of-${victim.id}"` },
});
/** An activity of a title that only the victim has, and that is no secret. */
export const bait = (victim: Rival, reference: string) =>
  anActivity({ reference, title: { en: `Seminar ${[...victim.id].reverse().join('')}` } });

/** A register that runs with rivals, each of which has activities of its own, twice replaced and recorded. */
export async function startRivals() {
  const data = mkdtempSync(join(tmpdir(), 'rivals-'));
  const register = await runRegister(data, '--empty', '--every', '86400');
  const raw = rawStores(data);
  const rivals = new Map<string, Rival>();
  const named = (id: string): Rival => {
    const rival = rivals.get(id);
    if (rival === undefined) throw new Error(`${id} is no rival`);
    return rival;
  };

  async function fetched(method: string, path: string, { body, headers }: Asking = {}): Promise<Answer> {
    const answer = await fetch(new URL(path, register.url), {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = text !== '' && answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, text, body: isJson ? JSON.parse(text) : {} };
  }
  const askerWith =
    (key: string, id: string) =>
    async (method: string, path: string, asking: Asking = {}) => {
      const headers = { authorization: `Bearer ${key}`, ...asking.headers };
      const answer = await fetched(method, path, { ...asking, headers });
      for (const { id: other, secret } of rivals.values())
        if (other !== id) expect(answer.text, `${method} ${path}`).not.toContain(secret);
      expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(500);
      return answer;
    };
  const accepted = async (answer: Promise<Answer>): Promise<string> => {
    const { status, text, body } = await answer;
    expect([status, text]).toEqual([202, expect.any(String)]);
    return String(body.submission);
  };
  /** Every row, once all that was accepted is recorded. */
  const settledRows = () =>
    eventually(
      () => raw.rows(),
      (rows) => {
        const revisions = new Map(rows.map(({ pk, sk, revision }) => [`${pk} ${sk}`, revision]));
        return rows
          .filter(({ pk }) => pk.startsWith('REVISIONS#'))
          .every(
            ({ pk, sk, revision }) =>
              revisions.get(`${pk.replace('REVISIONS', 'ACTIVITIES')} ${sk}`) === revision,
          );
      },
    );

  for (const [id, words] of rivalsToBe) {
    const key = (await register.tool('partner', 'add', id, '--name', id, ...words)).at(-1) ?? '';
    const ask = askerWith(key, id);
    rivals.set(id, {
      id,
      key,
      secret: `Secret of (${id})`,
      ask,
      submission: '',
      keyedSubmission: '',
      cursor: '',
    });
  }
  await named('office').ask('PUT', '/v1/projects/GLACY%2B', { body: glacy });
  await named('office').ask('PUT', '/v1/periods/2020', { body: period });
  await named('office').ask('PUT', `/v1/treaty-events/${anEvent.id}`, { body: anEvent });
  await named('office').ask('PUT', `/v1/legislation-surveys/${aSurvey.id}`, { body: aSurvey });
  await named('office').ask('PUT', `/v1/contributions/${aContribution.id}`, { body: aContribution });
  for (const rival of rivals.values()) {
    for (const aim of [...aims, ...aims]) {
      const reference = of(rival, aim);
      const body = secretly(rival, reference);
      rival.submission = await accepted(rival.ask('PUT', `/v1/activities/${reference}`, { body }));
    }
    rival.keyedSubmission = await accepted(rival.ask('POST', '/v1/activities', replayed(rival)));
    await accepted(rival.ask('POST', '/v1/activities', { body: bait(rival, of(rival, 'bait')) }));
  }
  await settledRows();
  for (const rival of rivals.values())
    rival.cursor = String((await rival.ask('GET', '/v1/activities?limit=1')).body.next);

  return {
    url: register.url,
    all: () => [...rivals.values()],
    named,
    fetched,
    /** Every row of a rival in any table, whatever it is about, as text. */
    async rowsOf({ id }: Rival): Promise<string[]> {
      const own = ({ pk, sk, partner }: Row) => partner === id || `${pk}#${sk}`.split('#').includes(id);
      return (await settledRows()).filter(own).map(asText).sort();
    },
    portfolio: async () => (await raw.partition('PORTFOLIO')).map(asText),
    async stop() {
      raw.close();
      expect(await register.end('SIGTERM')).toBe(0);
      rmSync(data, { recursive: true });
    },
  };
}
export type Rivals = Awaited<ReturnType<typeof startRivals>>;

const asText = (row: Row): string =>
  JSON.stringify(row, (_, value: unknown) => (value instanceof Set ? [...value] : value));
