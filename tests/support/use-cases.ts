import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { pageBytes } from '../../shared/feed/division.ts';
import { type DocumentName, documentSchemas } from '../../shared/feed/documents.ts';
import { type PublishPorts, publish } from '../../shared/feed/publish.ts';
import { decode } from '../../shared/feed/snapshot.ts';
import { putFact } from '../../shared/intake/facts.ts';
import type { IdempotencyKeys, SubmitRequest } from '../../shared/intake/idempotency.ts';
import { putPeriod, putProject } from '../../shared/intake/portfolio.ts';
import { submit, withdraw } from '../../shared/intake/submit.ts';
import type * as port from '../../shared/ports.ts';
import type { RebuildPorts } from '../../shared/recording/rebuild.ts';
import { type BuryPorts, record } from '../../shared/recording/record.ts';
import type { Partner } from '../../shared/words/partner.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { signerOfTests } from './signer-of-tests.ts';

/** What the use cases find stored. */
export type StoredPorts = Omit<
  BuryPorts & PublishPorts & RebuildPorts,
  'now' | 'newToken' | 'base' | 'daysKept' | 'pageBytes' | 'mostPages' | 'signers'
> & {
  keys: IdempotencyKeys;
  revisions: port.Revisions;
  receipts: port.Receipts;
  portfolio: port.Portfolio;
  facts: port.Facts;
};

/** A request of a partner without a key, which has all the time it needs. */
export const requestOf = (partner: Partner): SubmitRequest => ({
  partner,
  language: 'en',
  inTime: () => undefined,
});

const surroundings = {
  newId: randomUUID as () => string,
  newToken: randomUUID as () => string,
  base: 'https://register.example/feed/',
  daysKept: 30,
  pageBytes,
  mostPages: 400,
  signers: [signerOfTests()],
};

/**
 * The use cases on what a register stores, without HTTP, Lambda or waiting: what is accepted is kept in `queued`, in
 * the order of acceptance, until a test records it. The clock stands still unless `at` moves it.
 */
export function useCasesOn<Stored extends StoredPorts>(stored: Stored) {
  let clock = new Date('2026-11-20T12:00:00.000Z');
  const queued: Submission[] = [];
  const queue: port.SubmissionQueue = {
    async send(submission) {
      queued.push(submission);
    },
    async sendAll(submissions) {
      queued.push(...submissions);
      return [];
    },
  };
  const ports = { ...stored, ...surroundings, queue, now: () => clock };
  const recorder = record(ports);
  return {
    ports,
    queued,
    at(instant: string) {
      clock = new Date(instant);
    },
    submit: async (partner: Partner, body: unknown) => (await submit(ports)(requestOf(partner), body)).answer,
    withdraw: async (partner: Partner, reference: string) =>
      (await withdraw(ports)(requestOf(partner), reference)).answer,
    record: recorder,
    async recordAll() {
      for (const submission of queued.splice(0)) await recorder(submission);
    },
    publish: publish(ports),
    putProject: putProject(ports),
    putPeriod: putPeriod(ports),
    putFact: putFact(ports),
    /** A published document by its path, held against its schema. */
    async read<Name extends DocumentName>(
      name: Name,
      path: string,
    ): Promise<z.output<(typeof documentSchemas)[Name]>> {
      const bytes = await ports.bucket.read(path);
      return documentSchemas[name].parse(bytes && decode(bytes)) as z.output<(typeof documentSchemas)[Name]>;
    },
  };
}
