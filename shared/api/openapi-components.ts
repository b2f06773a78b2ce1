import * as z from 'zod';
import { finding } from '../checks/finding.ts';
import { problem } from '../checks/problem.ts';
import { outcomes } from '../intake/batch.ts';
import { activityPage, appliedActivity, largestPage, usualPage } from '../intake/read.ts';
import { accepted, dryRunAnswer } from '../intake/submit.ts';
import { activity, mostProjects, reference } from '../words/activity.ts';
import { idempotencyHours, mostBatchItems } from '../words/limits.ts';
import { period, periodId } from '../words/period.ts';
import { portable } from '../words/portable-schema.ts';
import { project, projectCode } from '../words/project.ts';
import { submissionId, submissionStatus } from '../words/submission.ts';
import { type routes, viewerFiles } from './contract.ts';

/** A JSON Schema (2020-12), or a part of an OpenAPI document. */
export type Json = Record<string, unknown>;

/** What the register answers, by the name of the schema in the document. */
const answered = {
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
  Health: z.strictObject({ status: z.literal('ok') }),
};

/** What it is sent. Where the address names the thing, the body need not. */
const sent = { NewActivity: activity, NamedProject: project, NamedPeriod: period };

/** The names of the schemas of the document. */
export type SchemaName = keyof typeof answered | keyof typeof sent | 'NamedActivity' | 'Activities';

/** What JSON Schema cannot say of the fields of an activity, or says badly. */
const activityFields: Record<keyof typeof activity.shape, string> = {
  reference:
    'Your own identifier of the activity. With your name it names the activity for ever: send it again to replace what you sent before.',
  title:
    'By ISO 639 code: {"en": "...", "fr": "..."}; at least one language. NFC, without control characters.',
  description: 'By ISO 639 code, like the title, but of several lines.',
  projects: `The codes of up to ${mostProjects} projects of the portfolio, each once. Without any it is counted under no project, with a warning; a key that is limited to some projects must name one of them.`,
  start: 'The day, or the month where the day is not known, in which it starts: it is counted in this month.',
  end: 'The last day or month, if it is not the first.',
  status:
    'Postponed and cancelled activities are listed and not counted. Nothing is completed that starts or ends after the day (UTC) of the request.',
  mode: 'An unknown mode is taken with a warning; desk studies do not enter the online share.',
  type: 'What was done.',
  themes: 'The fields of support, each once.',
  countries: 'ISO 3166-1 alpha-2, and XK for Kosovo*; each pair of code and role once.',
  groups: 'Groups that the source names without listing countries, such as CARICOM. Never expanded.',
  venue: 'Where it took place, if somewhere.',
  partners:
    'Organisations that took part, each once in each of its roles; blanks around a name, or several in a row, are dropped. No persons.',
  participants: 'How many took part; `women` is not more than `count`.',
  languages: 'ISO 639 codes of the languages it was held in, each once.',
  units: 'How many events this activity stands for.',
  links: 'Public pages about it, over https.',
  visibility:
    'A restricted activity is counted and listed by its dates and its countable fields, under an id that tells nothing: without reference, partner, title, description, venue, host countries, organisations, languages, links and unknown groups.',
};
const projectFields: Record<keyof typeof project.shape, string> = {
  code: 'As partners write it; case counts. It is percent-encoded in an address.',
  names: 'In English and French.',
  aliases: 'Other names under which it is printed.',
  successorOf: 'The code of the project that it continues.',
  versions:
    'What it was from when on: budgets (in cents) and ends move. Shares of funding are per cent with at most two decimals and add up to 100.',
  countries: 'With the months from and to which they belong to it; `priority` ones are counted apart.',
};
const periodFields: Record<keyof typeof period.shape, string> = {
  id: 'Part of an address, such as 2019-10_2020-09.',
  names: 'In English and French.',
  first: 'The first month.',
  last: 'The last month, included; at most 120 months.',
  document: 'The reference of the printed report, such as SG/Inf(2020)32.',
};

/** Every schema of the document, from the very schemas that requests are parsed and answers are typed with. */
export function openapiSchemas(): Record<SchemaName, Json> {
  const answers = published(answered, 'output');
  const requests = published(sent, 'input');
  const NewActivity = withoutDefaults(withNotes(requests.NewActivity, activityFields));
  return {
    ...answers,
    Activity: withNotes(answers.Activity, activityFields),
    Project: withNotes(answers.Project, projectFields),
    Period: withNotes(answers.Period, periodFields),
    NewActivity,
    NamedActivity: without(NewActivity, 'reference'),
    NamedProject: without(withoutDefaults(withNotes(requests.NamedProject, projectFields)), 'code'),
    NamedPeriod: without(withoutDefaults(withNotes(requests.NamedPeriod, periodFields)), 'id'),
    Activities: {
      type: 'array',
      minItems: 1,
      maxItems: mostBatchItems,
      items: { $ref: '#/components/schemas/NewActivity' },
    },
  };
}

function published<Name extends string>(
  schemas: Record<Name, z.ZodType>,
  io: 'input' | 'output',
): Record<Name, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries<z.ZodType>(schemas)) registry.add(schema, { id });
  const uri = (id: string) => `#/components/schemas/${id}`;
  const { schemas: converted } = z.toJSONSchema(registry, { io, uri, override: portable });
  // Any JSON (in a finding) comes as a definition that refers to itself, from which no type can be generated.
  const { __shared: _any, ...own } = JSON.parse(JSON.stringify(converted), (_, part) =>
    String(part?.$ref).startsWith(uri('__shared')) ? { description: 'Any JSON.' } : part,
  ) as Record<string, Json>;
  return Object.fromEntries(
    Object.entries(own).map(([id, { $schema: _dialect, $id: _address, ...schema }]) => [id, schema]),
  ) as Record<Name, Json>;
}

/**
 * A schema of what is sent, in which what is taken for a field that is left out stands in its description: generators
 * of types take a field with a default for one that is always there.
 */
const withoutDefaults = <Schema extends Json>(schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema), (_, part) => {
    if (typeof part !== 'object' || part === null || !('default' in part) || !('type' in part)) return part;
    const { default: usual, description, ...rest } = part;
    const about = description === undefined ? '' : `${description} `;
    return { description: `${about}Left out, it is ${JSON.stringify(usual)}.`, ...rest };
  });

const withNotes = (schema: Json, notes: Record<string, string>): Json => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema.properties as Record<string, Json>).map(([field, about]) => [
      field,
      { description: notes[field], ...about },
    ]),
  ),
});

/** A schema in which a field need not be given. */
const without = (schema: Json, field: string): Json => ({
  ...schema,
  required: (schema.required as string[]).filter((name) => name !== field),
});

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
