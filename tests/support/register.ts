import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type DocumentName, documentSchemas } from '../../shared/feed/documents.ts';
import { publish } from '../../shared/feed/publish.ts';
import { decode } from '../../shared/feed/snapshot.ts';
import type { SubmitRequest } from '../../shared/intake/idempotency.ts';
import { putPeriod, putProject } from '../../shared/intake/portfolio.ts';
import { submit, withdraw } from '../../shared/intake/submit.ts';
import { record } from '../../shared/recording/record.ts';
import type { Partner } from '../../shared/words/partner.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { type StoresOptions, startStores } from './stores.ts';

/** A partner that may post for every project. */
export const somebody: Partner = { id: 'somebody', name: 'Somebody', office: false };

/** A request of a partner without a key, which has all the time it needs. */
export const requestOf = (partner: Partner): SubmitRequest => ({
  partner,
  language: 'en',
  inTime: () => undefined,
});

/**
 * The use cases on the real adapters, without HTTP, Lambda or waiting: what is accepted is kept in `queued`, in
 * the order of acceptance, until a test records it. The clock stands still unless `at` moves it.
 */
export async function startRegister(options?: StoresOptions) {
  const stores = await startStores(options);
  let clock = new Date('2026-11-20T12:00:00.000Z');
  const queued: Submission[] = [];
  const ports = {
    ...stores.ports,
    queue: {
      async send(submission: Submission) {
        queued.push(submission);
      },
      async sendAll(submissions: readonly Submission[]): Promise<string[]> {
        queued.push(...submissions);
        return [];
      },
    },
    now: () => clock,
    newId: randomUUID,
    newToken: randomUUID,
    base: 'https://register.example/feed/',
    daysKept: 30,
  };
  const register = {
    ...stores,
    ports,
    queued,
    at(instant: string) {
      clock = new Date(instant);
    },
    submit: async (partner: Partner, body: unknown) => (await submit(ports)(requestOf(partner), body)).answer,
    withdraw: async (partner: Partner, reference: string) =>
      (await withdraw(ports)(requestOf(partner), reference)).answer,
    record: record(ports),
    async recordAll() {
      for (const submission of queued.splice(0)) await register.record(submission);
    },
    publish: publish(ports),
    putProject: putProject(ports),
    putPeriod: putPeriod(ports),
    /** A published document by its path, held against its schema. */
    async read<Name extends DocumentName>(
      name: Name,
      path: string,
    ): Promise<z.output<(typeof documentSchemas)[Name]>> {
      const bytes = await ports.feed.read(path);
      return documentSchemas[name].parse(bytes && decode(bytes)) as z.output<(typeof documentSchemas)[Name]>;
    },
  };
  return register;
}

/** An activity that is accepted as it stands, where the portfolio has its project; `changes` replace fields. */
export const anActivity = (changes: Record<string, unknown> = {}) => ({
  reference: 'A-1',
  title: { en: 'Workshop on electronic evidence' },
  projects: ['GLACY+'],
  start: '2020-03-15',
  status: 'completed',
  mode: 'online',
  type: 'workshop',
  countries: [{ code: 'GH', role: 'beneficiary' }],
  ...changes,
});
