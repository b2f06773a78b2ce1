import * as z from 'zod';
import { finding } from '../findings/finding.ts';
import { problem } from '../findings/problem.ts';
import { activity, mostProjects } from '../words/activity.ts';
import { period } from '../words/period.ts';
import { project } from '../words/project.ts';
import { submissionStatus } from '../words/submission.ts';
import { outcomes } from './batch.ts';
import { mostBatchItems } from './contract.ts';
import { activityPage } from './list-activities.ts';
import { portable } from './portable-schema.ts';
import { appliedActivity } from './read.ts';
import { accepted, dryRunAnswer } from './submit.ts';

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
