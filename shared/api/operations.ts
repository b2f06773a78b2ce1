import * as z from 'zod';
import { finding } from '../checks/finding.ts';
import { type ProblemName, problem } from '../checks/problem.ts';
import { outcomes } from '../intake/batch.ts';
import { activityPage, appliedActivity, largestPage, usualPage } from '../intake/read.ts';
import { submissionStatus } from '../intake/submission-status.ts';
import { accepted, dryRunAnswer } from '../intake/submit.ts';
import { activity, reference } from '../words/activity.ts';
import { idempotencyHours, mostBatchItems } from '../words/limits.ts';
import { period, periodId } from '../words/period.ts';
import { type JsonSchema, jsonSchemaOf } from '../words/portable-schema.ts';
import { project } from '../words/project.ts';
import { submissionHandle } from '../words/submission-handle.ts';
import { type Operation, type routes, viewerFiles } from './contract.ts';

/** What the register answers, by the name of the schema in the document. */
export const answered = {
  Activity: activity,
  Project: project,
  Period: period,
  Finding: finding,
  Problem: problem,
  Accepted: accepted,
  Checked: dryRunAnswer,
  SubmissionStatus: submissionStatus,
  AppliedActivity: appliedActivity,
  ActivityPage: activityPage,
  Outcomes: outcomes,
  Health: z.strictObject({ status: z.literal('ok').meta({ description: 'Always ok.' }) }),
};

/** What it is sent. Where the address names the thing, the body need not. */
export const sent = { NewActivity: activity, NamedProject: project, NamedPeriod: period };

/** The names of the schemas of the document. */
export type SchemaName = keyof typeof answered | keyof typeof sent | 'NamedActivity' | 'Activities';

type RouteOf = (typeof routes)[number];
type QueryName = Extract<RouteOf, { query: readonly string[] }>['query'][number];
type Named = RouteOf['path'] extends infer Path
  ? Path extends `/v1/${infer Collection}/{${string}}`
    ? Collection
    : never
  : never;

/** The parameters of the query, by name. */
export const queryParameters: Record<QueryName, JsonSchema> = {
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

const named = (schema: z.ZodType, description: string): JsonSchema => {
  const { $schema: _dialect, description: _any, examples, ...rest } = jsonSchemaOf(schema);
  return { description, schema: rest, example: (examples as unknown[])[0] };
};

/** The parameter that ends a path, by what stands before it. Values are percent-encoded. */
export const pathParameters: Record<Named, JsonSchema> = {
  activities: named(reference, 'Your reference of the activity.'),
  submissions: named(submissionHandle, 'The id of the submission, from the answer that accepted it.'),
  projects: named(project.shape.code, 'The code of the project, percent-encoded: GLACY%2B.'),
  periods: named(periodId, 'The id of the reporting period.'),
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
} satisfies Record<string, JsonSchema>;
export type HeaderParameter = keyof typeof headerParameters;

const string = (description: string, example: string): JsonSchema => ({
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
  RateLimit: string(
    'How much of your rate is left, as far as who answers knows of your other requests, and for how many seconds.',
    '"partner";r=598;t=42',
  ),
  'RateLimit-Policy': string('How many requests you may make in how many seconds.', '"partner";q=600;w=60'),
  'WWW-Authenticate': { ...string('How to say who you are.', 'Bearer realm="activity-register"'), ...always },
  'Content-Language': string('The language of the sentences in the answer.', 'en'),
  Accept: string('The types that a body may have.', 'application/json, application/x-ndjson'),
  'Accept-Encoding': string('How a body may be packed.', 'identity'),
  'Content-Encoding': string('The packing of the body.', 'gzip'),
  'Content-Security-Policy': { ...string('What the page may load.', "default-src 'none'"), ...always },
  'Access-Control-Allow-Origin': { ...string('Every website may read this.', '*'), ...always },
} satisfies Record<string, JsonSchema>;
export type AnswerHeader = keyof typeof answerHeaders;

/** The tags of the document, with what they gather. */
export const tags = {
  activities: 'What you did: create, replace, withdraw and read your own activities.',
  submissions: 'What became of what you sent.',
  portfolio: 'Projects and reporting periods. Every partner reads them; the office changes them.',
  register: 'The register itself. Open to everybody.',
};

/** An answer that is no problem; `content` is the type of a body that is not JSON. */
export type Success = {
  description: string;
  schema?: SchemaName;
  content?: readonly string[];
  headers?: readonly AnswerHeader[];
};

/** One operation as the document tells it. What follows from its route is not repeated here. */
export type Described = {
  tag: keyof typeof tags;
  summary: string;
  description?: string;
  parameters?: readonly HeaderParameter[];
  /** The schema of the body. */
  body?: SchemaName;
  answers: Partial<Record<200 | 202 | 204, Success>>;
  /** The ways in which it says no, besides those that every operation of its kind has. */
  problems?: readonly ProblemName[];
};

const taken: Success = {
  description: 'Accepted: it is in the queue, and will be applied or kept with a reason.',
  schema: 'Accepted',
  headers: ['Location', 'ETag'],
};
const checked: Success = {
  description: 'The answer to a dry run that found no error: the warnings. Nothing was stored.',
  schema: 'Checked',
};

const put = (what: 'project' | 'period', body: SchemaName, schema: SchemaName): Described => ({
  tag: 'portfolio',
  summary: `Create or replace a ${what}`,
  description: `Effective at the next run of the aggregator. A deleted ${what} comes back by this.`,
  parameters: ['IfMatch', 'IfNew'],
  body,
  answers: { 200: { description: `The ${what} as it is kept.`, schema, headers: ['ETag'] } },
  problems: ['refused'],
});
const remove = (what: 'project' | 'period', description: string): Described => ({
  tag: 'portfolio',
  summary: `Delete a ${what}`,
  description: `${description} A later PUT brings it back.`,
  parameters: ['IfMatch'],
  answers: { 204: { description: 'Deleted, by the revision of the ETag.', headers: ['ETag'] } },
  problems: ['not-found'],
});

/** Every operation of the contract. */
export const described: Record<Operation, Described> = {
  postActivity: {
    tag: 'activities',
    summary: 'Create or replace an activity',
    description:
      'The reference stands in the body. Posting the same reference again replaces the activity: of two submissions the one accepted later wins.',
    body: 'NewActivity',
    answers: { 200: checked, 202: taken },
    problems: ['refused'],
  },
  postBatch: {
    tag: 'activities',
    summary: 'Create or replace many activities',
    description: `A JSON array of up to ${mostBatchItems} activities, or one activity a line (application/x-ndjson). Each is taken or refused by itself, and the outcomes come in the order of the items.`,
    body: 'Activities',
    answers: {
      200: {
        description: 'The answer to a dry run: an outcome for every item. Nothing was stored.',
        schema: 'Outcomes',
      },
      202: {
        description: 'An outcome for every item, in their order: look at the status of each.',
        schema: 'Outcomes',
      },
    },
  },
  listActivities: {
    tag: 'activities',
    summary: 'List your activities',
    description:
      'Your own activities as applied, in the order of their references, without those withdrawn. An activity that is there all the time is on exactly one page, whatever changes meanwhile.',
    answers: { 200: { description: 'A page.', schema: 'ActivityPage', headers: ['Link'] } },
  },
  putActivity: {
    tag: 'activities',
    summary: 'Create or replace the activity of a reference',
    description:
      'Send it again whenever you are not sure that it arrived. A withdrawn activity comes back by this.',
    parameters: ['IfMatch', 'IfNew'],
    body: 'NamedActivity',
    answers: { 200: checked, 202: taken },
    problems: ['refused'],
  },
  withdrawActivity: {
    tag: 'activities',
    summary: 'Withdraw an activity',
    description: 'From the next snapshot on it is neither listed nor counted. A later PUT brings it back.',
    parameters: ['IfMatch'],
    answers: { 202: taken },
    problems: ['not-found'],
  },
  getActivity: {
    tag: 'activities',
    summary: 'Read an activity as applied',
    description: 'What was accepted and is still queued does not show here yet: ask for its submission.',
    answers: {
      200: { description: 'The activity.', schema: 'AppliedActivity' },
    },
    problems: ['not-found', 'gone'],
  },
  getSubmission: {
    tag: 'submissions',
    summary: 'Tell what became of a submission',
    description:
      'Ever after. Ids that are UUIDs were given before: these are told of for 400 days from their acceptance.',
    answers: { 200: { description: 'How it stands, and since when.', schema: 'SubmissionStatus' } },
    problems: ['not-found'],
  },
  getProject: {
    tag: 'portfolio',
    summary: 'Read a project',
    description: 'With all its versions, as the office keeps it. Every key may read it.',
    answers: { 200: { description: 'The project with all its versions.', schema: 'Project' } },
    problems: ['not-found', 'gone'],
  },
  getPeriod: {
    tag: 'portfolio',
    summary: 'Read a reporting period',
    description: 'As the office keeps it. Every key may read it.',
    answers: { 200: { description: 'The reporting period.', schema: 'Period' } },
    problems: ['not-found', 'gone'],
  },
  getHealth: {
    tag: 'register',
    summary: 'Tell whether the register can work',
    description: 'Reads from its table; nothing is written.',
    answers: { 200: { description: 'Its table answers.', schema: 'Health' } },
    problems: ['unavailable'],
  },
  getOpenapi: {
    tag: 'register',
    summary: 'Describe the API to machines',
    description: 'In OpenAPI 3.1, made from what is in force.',
    answers: {
      200: {
        description: 'This document.',
        content: ['application/json'],
        headers: ['Content-Encoding', 'Access-Control-Allow-Origin'],
      },
    },
  },
  getDocs: {
    tag: 'register',
    summary: 'Describe the API to people',
    description: 'The same, to read and to try out.',
    answers: {
      200: {
        description: 'A page that shows this document.',
        content: ['text/html'],
        headers: ['Content-Encoding', 'Content-Security-Policy'],
      },
    },
  },
  getDocsFile: {
    tag: 'register',
    summary: 'Give a file of the page for people',
    description: 'Its script and style, and the viewer with its licence.',
    answers: {
      200: {
        description: 'The file.',
        content: ['text/javascript', 'text/css', 'text/plain'],
        headers: ['Content-Encoding'],
      },
    },
    problems: ['not-found'],
  },
  putProject: put('project', 'NamedProject', 'Project'),
  deleteProject: remove(
    'project',
    'From the next run of the aggregator on it is in no list and no figure. Activities that name it stay, and are counted under its code; new ones may not name it.',
  ),
  putPeriod: put('period', 'NamedPeriod', 'Period'),
  deletePeriod: remove(
    'period',
    'From the next run of the aggregator on its documents are gone, and the list of changes says so.',
  ),
};
