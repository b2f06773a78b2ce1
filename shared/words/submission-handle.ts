import * as z from 'zod';
import { fromBase64url, toBase64url } from './base64url.ts';
import { type Receipt, receipt } from './submission.ts';

/**
 * What a partner is given to ask by what became of a submission: opaque to it, and all of the receipt, so that nothing is
 * stored for it. Releases before gave the id of the submission, a UUID. Decision 0029.
 */
export const submissionHandle = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,300}$/)
  .meta({
    description:
      'The id of the submission: by it one asks what became of it. Its characters mean nothing to you.',
    examples: [
      'My5wdXQuMTYwMDMzMTQwMDAwMC4wYjZjNmQzZS0zZjRiLTRjOGUtOWQ1Zi0xZjBhMmIzYzRkNWUuZ2xhY3kuV1MtMjAyMC0xNw',
    ],
  });

/** The handle of a submission. */
export const handleOf = ({
  id,
  partner,
  reference,
  revision,
  operation,
  acceptedAt,
}: Omit<Receipt, 'schema'>) =>
  toBase64url([revision, operation, Date.parse(acceptedAt), id, partner, reference].join('.'));

const content =
  /^(?<revision>\d{1,15})\.(?<operation>put|withdraw)\.(?<at>\d{1,14})\.(?<id>[0-9a-f-]{36})\.(?<partner>[a-z0-9-]+)\.(?<reference>.+)$/;

/** The receipt in a handle, which anybody may have made up; undefined where it is no handle. */
export function receiptIn(handle: string): Receipt | undefined {
  const { at, revision, ...others } = content.exec(fromBase64url(handle) ?? '')?.groups ?? {};
  if (at === undefined) return undefined;
  const acceptedAt = new Date(Number(at)).toISOString();
  const found = receipt.safeParse({ schema: 1, ...others, revision: Number(revision), acceptedAt }).data;
  return found !== undefined && handleOf(found) === handle ? found : undefined;
}
