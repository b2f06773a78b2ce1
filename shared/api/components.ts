import * as z from 'zod';
import { finding } from '../checks/finding.ts';
import { type ProblemName, problem } from '../checks/problem.ts';
import { outcomes } from '../intake/batch.ts';
import { keptFacts } from '../intake/facts.ts';
import { activityPage, appliedActivity, largestPage, usualPage } from '../intake/read.ts';
import { submissionStatus } from '../intake/submission-status.ts';
import { accepted, dryRunAnswer } from '../intake/submit.ts';
import { activity, reference } from '../words/activity.ts';
import { donorContribution } from '../words/donor-contribution.ts';
import { legislationSurvey } from '../words/legislation-survey.ts';
import { idempotencyHours } from '../words/limits.ts';
import { period, periodId } from '../words/period.ts';
import { type JsonSchema, jsonSchemaOf } from '../words/portable-schema.ts';
import { project } from '../words/project.ts';
import { submissionHandle } from '../words/submission-handle.ts';
import { treatyEvent } from '../words/treaty-event.ts';
import { type routes, viewerFiles } from './contract.ts';

/** What the register answers, by the name of the schema in the document. */
export const answered = {
  Activity: activity,
  Project: project,
  Period: period,
  TreatyEvent: treatyEvent,
  LegislationSurvey: legislationSurvey,
  Contribution: donorContribution,
  Finding: finding,
  Problem: problem,
  Accepted: accepted,
  Checked: dryRunAnswer,
  SubmissionStatus: submissionStatus,
  AppliedActivity: appliedActivity,
  ActivityPage: activityPage,
  Outcomes: outcomes,
  KeptTreatyEvent: keptFacts.treatyEvent,
  KeptLegislationSurvey: keptFacts.legislationSurvey,
  KeptContribution: keptFacts.donorContribution,
  Health: z.strictObject({ status: z.literal('ok').meta({ description: 'Always ok.' }) }),
};

/** What it is sent. Where the address names the thing, the body need not. */
export const sent = {
  NewActivity: activity,
  NamedProject: project,
  NamedPeriod: period,
  NamedTreatyEvent: treatyEvent,
  NamedLegislationSurvey: legislationSurvey,
  NamedContribution: donorContribution,
};

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
  'treaty-events': named(treatyEvent.shape.id, 'The id of the treaty event.'),
  'legislation-surveys': named(legislationSurvey.shape.id, 'The id of the survey.'),
  contributions: named(donorContribution.shape.id, 'The id of the contribution.'),
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
  facts:
    'What the office knows, each with its source and how sure it is: treaty events, surveys of legislation, contributions of donors. Every partner reads them; the office changes them.',
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
