import type { ProblemName } from '../findings/problem.ts';
import { receiptDays } from '../words/submission.ts';
import { mostBatchItems, type Operation } from './contract.ts';
import type { AnswerHeader, HeaderParameter } from './openapi-parameters.ts';
import type { SchemaName } from './openapi-schemas.ts';

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
