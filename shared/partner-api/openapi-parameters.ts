import * as z from 'zod';
import { reference } from '../words/activity.ts';
import { periodId } from '../words/period.ts';
import { projectCode } from '../words/project.ts';
import { submissionId } from '../words/submission.ts';
import { idempotencyHours, type routes, viewerFiles } from './contract.ts';
import { largestPage, usualPage } from './list-activities.ts';
import type { Json } from './openapi-schemas.ts';

type RouteOf = (typeof routes)[number];
type QueryName = Extract<RouteOf, { query: readonly string[] }>['query'][number];
type Named = RouteOf['path'] extends infer Path
  ? Path extends `/v1/${infer Collection}/{${string}}`
    ? Collection
    : never
  : never;

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
  return rest;
};

/** The parameters of the query, by name. */
export const queryParameters: Record<QueryName, Json> = {
  dryRun: {
    description: 'With true the request is checked in full and nothing is stored: 200 with the findings.',
    schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
  },
  cursor: {
    description: 'The `next` of the page before; leave it out for the first page.',
    schema: { type: 'string' },
  },
  limit: {
    description:
      'How many activities a page has at most. A page may be shorter: go on while there is a `next`.',
    schema: { type: 'integer', minimum: 1, maximum: largestPage, default: usualPage },
    example: 20,
  },
};

/** The parameter that ends a path, by what stands before it. Values are percent-encoded. */
export const pathParameters: Record<Named, Json> = {
  activities: {
    description: 'Your reference of the activity.',
    schema: schemaOf(reference),
    example: 'WS-2020-17',
  },
  submissions: {
    description: 'The id of the submission, from the answer that accepted it.',
    schema: schemaOf(submissionId),
    example: '0b6c6d3e-3f4b-4c8e-9d5f-1f0a2b3c4d5e',
  },
  projects: {
    description: 'The code of the project, percent-encoded: GLACY%2B.',
    schema: schemaOf(projectCode),
    example: 'GLACY+',
  },
  periods: {
    description: 'The id of the reporting period.',
    schema: schemaOf(periodId),
    example: '2019-10_2020-09',
  },
  docs: {
    description: 'The name of a file of the page.',
    schema: {
      type: 'string',
      enum: ['page.css', 'start.js', ...Object.keys(viewerFiles)],
    },
    example: 'page.css',
  },
};

/**
 * The parameters that come as headers, by the name of their component. None has an example: a viewer would fill it in,
 * and what is tried out would be conditional, or a repetition.
 */
export const headerParameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    description: `1 to 100 ASCII characters of your choice in quotation marks (a structured field), such as \`"8e03978e-40d5-43dd-bc93-6894a57f9324"\`. The same key with the same request gives the same answer again, to the byte, for ${idempotencyHours} hours: 409 while the first is being worked on, 422 with another request (another method, address, type of body, body, If-Match or If-None-Match). What is refused leaves its key free. Keys are your own: those of other partners are apart.`,
    schema: { type: 'string', minLength: 1 },
  },
  IfMatch: {
    name: 'If-Match',
    description:
      'The ETag of the revision that you mean to replace, such as `"3"`; 412 if the newest revision given out is another. With * there must be one.',
    schema: { type: 'string' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    description: 'The ETag of what you have, such as `"3"`; 304 if it is still the same.',
    schema: { type: 'string' },
  },
  IfNew: {
    name: 'If-None-Match',
    description: 'With * no revision may have been given out yet: 412 if it was submitted or put before.',
    schema: { type: 'string' },
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    description: 'The language of the sentences in the answer: en (if nothing fits) or fr.',
    schema: { type: 'string' },
  },
} satisfies Record<string, Json>;
export type HeaderParameter = keyof typeof headerParameters;

const string = (description: string, example: string): Json => ({
  description,
  schema: { type: 'string' },
  example,
});
const always = { required: true };

/** The headers of answers, by the name of their component. Those that are not `required` come where there is something to tell. */
export const answerHeaders = {
  ETag: { ...string('The revision, or what stands for the content, as an entity tag.', '"3"'), ...always },
  NewestETag: string('The newest revision, if there is one.', '"4"'),
  Location: {
    ...string('Where to ask what became of it.', '/v1/submissions/0b6c6d3e-3f4b-4c8e-9d5f-1f0a2b3c4d5e'),
    ...always,
  },
  Link: string(
    'The next page (RFC 8288), if there is one.',
    '</v1/activities?cursor=eyJ2IjoxfQ>; rel="next"',
  ),
  'Retry-After': {
    description: 'After how many seconds to try again.',
    schema: { type: 'integer', minimum: 0 },
    example: 5,
    ...always,
  },
  RateLimit: string('How much of your rate is left, and for how many seconds.', '"partner";r=598;t=42'),
  'RateLimit-Policy': string('How many requests you may make in how many seconds.', '"partner";q=600;w=60'),
  'WWW-Authenticate': { ...string('How to say who you are.', 'Bearer realm="activity-register"'), ...always },
  'Content-Language': string('The language of the sentences in the answer.', 'en'),
  Accept: string('The types that a body may have.', 'application/json, application/x-ndjson'),
  'Accept-Encoding': string('How a body may be packed.', 'identity'),
  'Content-Encoding': string('The packing of the body.', 'gzip'),
  'Content-Security-Policy': { ...string('What the page may load.', "default-src 'none'"), ...always },
  'Access-Control-Allow-Origin': { ...string('Every website may read this.', '*'), ...always },
} satisfies Record<string, Json>;
export type AnswerHeader = keyof typeof answerHeaders;

/** Headers of answers, each as a reference to its component, which bears its name unless it is said here. */
export const headersOf = (named: readonly AnswerHeader[]): Json =>
  Object.fromEntries(
    named.map((name) => [name === 'NewestETag' ? 'ETag' : name, { $ref: `#/components/headers/${name}` }]),
  );
