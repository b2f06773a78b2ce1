import * as z from 'zod';
import type { PlainSentence } from '../words/bilingual.ts';
import { type Finding, finding } from './finding.ts';

/** Every way in which the register says no, with its status. Types never change their meaning. */
export const catalogue = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'The request bears no valid key' },
  forbidden: { status: 403, title: 'The key does not allow this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The method is not offered here' },
  'not-acceptable': { status: 406, title: 'The answer would be JSON, which is not accepted' },
  'request-in-progress': { status: 409, title: 'The same request is under way' },
  gone: { status: 410, title: 'What was here is gone' },
  'precondition-failed': { status: 412, title: 'The newest revision is not the one that was named' },
  'content-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  refused: { status: 422, title: 'The submission is refused' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'too-many-requests': { status: 429, title: 'There are too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'The register has failed' },
  unavailable: { status: 503, title: 'The register cannot answer now' },
} as const satisfies Record<string, { status: number; title: PlainSentence }>;
export type ProblemName = keyof typeof catalogue;

/** A problem document (RFC 9457). */
export const problem = z.strictObject({
  type: z.string().meta({ description: 'What kind of problem it is: a URN that never changes its meaning.' }),
  title: z.string().meta({ description: 'The same in words.' }),
  status: z.int().meta({ description: 'The status of the answer.' }),
  code: z
    .enum(Object.keys(catalogue) as [ProblemName, ...ProblemName[]])
    .meta({ description: 'The end of the type.' }),
  detail: z.string().meta({ description: 'What is wrong with this request.' }),
  findings: z
    .array(finding)
    .meta({ description: 'Everything that is wrong with the submission, at once.' })
    .optional(),
  instance: z
    .string()
    .meta({ description: 'The name of the request, as the log of the API has it.' })
    .optional(),
});
export type Problem = z.infer<typeof problem>;

/** How many findings an answer lists at most: an answer of a function has room for 6 MB. */
const mostFindings = 1000;

/** The problem document of a refusal. `detail` is a sentence for the caller and never quotes an exception. */
export const problemOf = (name: ProblemName, detail: string, findings?: readonly Finding[]): Problem => ({
  type: `urn:activity-register:problem:${name}`,
  title: catalogue[name].title,
  status: catalogue[name].status,
  code: name,
  detail:
    findings !== undefined && findings.length > mostFindings
      ? `${detail} The first ${mostFindings} of ${findings.length} are listed.`
      : detail,
  ...(findings === undefined ? {} : { findings: findings.slice(0, mostFindings) }),
});

/** Thrown for a fault of the caller: it becomes an answer, and is never retried. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    name: ProblemName,
    detail: string,
    more: { findings?: readonly Finding[]; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.name = 'Refused';
    this.problem = problemOf(name, detail, more.findings);
    this.headers = more.headers ?? {};
  }
}
