import { mostBatchItems } from '../words/limits.ts';
import type { Described, Success } from './components.ts';
import type { Operation } from './contract.ts';
import { officeDescribed } from './office-operations.ts';

const taken: Success = {
  description: 'Accepted: it is in the queue, and will be applied or kept with a reason.',
  schema: 'Accepted',
  headers: ['Location', 'ETag'],
};
const checked: Success = {
  description: 'The answer to a dry run that found no error: the warnings. Nothing was stored.',
  schema: 'Checked',
};

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
  ...officeDescribed,
};
