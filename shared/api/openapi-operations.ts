import type * as z from 'zod';
import type { finding } from '../checks/finding.ts';
import { type ProblemName, problemOf } from '../checks/problem.ts';
import type { activity } from '../words/activity.ts';
import { mostBatchItems } from '../words/limits.ts';
import type { period } from '../words/period.ts';
import type { project } from '../words/project.ts';
import { receiptDays } from '../words/submission.ts';
import type { Operation } from './contract.ts';
import type { AnswerHeader, HeaderParameter, SchemaName } from './openapi-components.ts';

const reference = 'WS-2020-17';
const submission = '0b6c6d3e-3f4b-4c8e-9d5f-1f0a2b3c4d5e';
const acceptedAt = '2020-09-17T08:30:00.000Z';
const recordedAt = '2020-09-17T08:30:01.250Z';

/** An activity as a partner sends it to the address of its reference. */
const named = {
  title: { en: 'Workshop on electronic evidence', fr: 'Atelier sur les preuves électroniques' },
  projects: ['GLACY+'],
  start: '2020-09-15',
  end: '2020-09-16',
  status: 'completed',
  mode: 'online',
  type: 'workshop',
  themes: ['training'],
  countries: [{ code: 'GH', role: 'beneficiary' }],
  participants: { count: 25, qualifier: 'exact', women: 11 },
  languages: ['en'],
} satisfies Omit<z.input<typeof activity>, 'reference'>;

/** The same as the register keeps it. */
const kept: z.output<typeof activity> = {
  reference,
  ...named,
  groups: [],
  partners: [],
  units: 1,
  links: [],
  visibility: 'public',
};

const anotherProject: z.output<typeof project> = {
  code: 'GLACY+',
  names: { en: 'Global Action on Cybercrime Extended', fr: 'Action globale sur la cybercriminalité élargie' },
  aliases: [],
  versions: [
    {
      validFrom: '2016-03',
      start: '2016-03',
      end: '2024-02',
      budget: { amount: 1_890_000_000, currency: 'EUR' },
      funding: [
        { funder: 'European Union', share: 90 },
        { funder: 'Council of Europe', share: 10 },
      ],
      source: 'made up for this example',
    },
  ],
  countries: [{ code: 'GH', from: '2016-03', priority: true }],
};

const aPeriod: z.output<typeof period> = {
  id: '2019-10_2020-09',
  names: { en: 'October 2019 - September 2020', fr: 'octobre 2019 - septembre 2020' },
  first: '2019-10',
  last: '2020-09',
  document: 'SG/Inf(2020)32',
};

const applied = { activity: kept, revision: 3, submission, acceptedAt, recordedAt };
const accepted = { submission, activity: reference, revision: 3, findings: [] };
/** What is told of a country that is none. */
export const wrongCountry: z.output<typeof finding> = {
  severity: 'error',
  code: 'unknown_country',
  pointer: '/countries/0/code',
  detail: 'is not a code of ISO 3166-1 (nor XK); write "GB"',
  suggestion: 'GB',
};
const warned = {
  severity: 'warning',
  code: 'unknown_mode',
  pointer: '/mode',
  detail: 'is unknown; the online share counts it as not online',
};

/** One example of everything that is sent and answered, by the name of its schema. */
export const examples = {
  NewActivity: { reference, ...named },
  NamedActivity: named,
  NamedProject: { ...anotherProject, code: undefined },
  NamedPeriod: { ...aPeriod, id: undefined },
  Project: anotherProject,
  Period: aPeriod,
  Accepted: accepted,
  Checked: { findings: [warned] },
  SubmissionStatus: {
    submission,
    activity: reference,
    revision: 3,
    operation: 'put',
    acceptedAt,
    status: 'applied',
    at: recordedAt,
  },
  AppliedActivity: applied,
  Health: { status: 'ok' },
  Outcomes: {
    outcomes: [
      { index: 0, status: 202, ...accepted },
      {
        index: 1,
        status: 422,
        activity: 'WS-2020-18',
        findings: [wrongCountry],
        problem: problemOf('refused', 'The activity has errors; each is a finding.'),
      },
    ],
  },
  ActivityPage: { activities: [applied], next: 'eyJ2IjoxLCJhZnRlciI6IldTLTIwMjAtMTcifQ' },
  Activities: [
    { reference, ...named },
    { reference: 'WS-2020-18', ...named, mode: 'unknown' },
  ],
};

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
    description: `For ${receiptDays} days from its acceptance; after that the answer is 404, and what stands is told by the activity.`,
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
