import type { Described, SchemaName } from './components.ts';
import type { Operation } from './contract.ts';

/** What the office writes, as the schemas of the document name it. */
type Written = 'Project' | 'Period' | 'TreatyEvent' | 'LegislationSurvey' | 'Contribution';

const read = (
  tag: Described['tag'],
  what: string,
  schema: SchemaName,
  how = 'As the office keeps it.',
): Described => ({
  tag,
  summary: `Read a ${what}`,
  description: `${how} Every key may read it.`,
  answers: { 200: { description: `The ${what}.`, schema } },
  problems: ['not-found', 'gone'],
});

const put = (tag: Described['tag'], what: string, name: Written, more = ''): Described => ({
  tag,
  summary: `Create or replace a ${what}`,
  description: `Effective at the next run of the aggregator. A deleted ${what} comes back by this.${more}`,
  parameters: ['IfMatch', 'IfNew'],
  body: `Named${name}`,
  answers: {
    200:
      tag === 'facts'
        ? {
            description: `The ${what} as it is kept, its revision, and what is odd about it.`,
            schema: `Kept${name}` as SchemaName,
            headers: ['ETag'],
          }
        : { description: `The ${what} as it is kept.`, schema: name, headers: ['ETag'] },
  },
  problems: ['refused'],
});

const remove = (tag: Described['tag'], what: string, description: string): Described => ({
  tag,
  summary: `Delete a ${what}`,
  description: `${description} A later PUT brings it back.`,
  parameters: ['IfMatch'],
  answers: { 204: { description: 'Deleted, by the revision of the ETag.', headers: ['ETag'] } },
  problems: ['not-found'],
});
const uncounted = 'From the next run of the aggregator on no figure counts it.';

/** What the office writes and every partner reads: its portfolio, and facts with their sources. */
export const officeDescribed = {
  getProject: read('portfolio', 'project', 'Project', 'With all its versions, as the office keeps it.'),
  putProject: put('portfolio', 'project', 'Project'),
  deleteProject: remove(
    'portfolio',
    'project',
    'From the next run of the aggregator on it is in no list and no figure. Activities that name it stay, and are counted under its code; new ones may not name it.',
  ),
  getPeriod: read('portfolio', 'reporting period', 'Period'),
  putPeriod: put('portfolio', 'reporting period', 'Period'),
  deletePeriod: remove(
    'portfolio',
    'reporting period',
    'From the next run of the aggregator on its documents are gone, and the list of changes says so.',
  ),
  getTreatyEvent: read('facts', 'treaty event', 'TreatyEvent'),
  putTreatyEvent: put(
    'facts',
    'treaty event',
    'TreatyEvent',
    ' It is held against the first 100 events of its country and treaty: what is odd among them (a Party without a ratification, an accession without an invitation, two entries into force, dates out of order) is told, and does not refuse it.',
  ),
  deleteTreatyEvent: remove('facts', 'treaty event', uncounted),
  getLegislationSurvey: read('facts', 'legislation survey', 'LegislationSurvey'),
  putLegislationSurvey: put('facts', 'legislation survey', 'LegislationSurvey'),
  deleteLegislationSurvey: remove('facts', 'legislation survey', uncounted),
  getContribution: read('facts', 'contribution', 'Contribution'),
  putContribution: put(
    'facts',
    'contribution',
    'Contribution',
    ' Money is in its currency, in euros too only where a source says so. A project that it names must be in the portfolio.',
  ),
  deleteContribution: remove('facts', 'contribution', uncounted),
} satisfies Partial<Record<Operation, Described>>;
