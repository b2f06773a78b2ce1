import type * as z from 'zod';
import type { finding } from '../findings/finding.ts';
import { problemOf } from '../findings/problem.ts';
import type { activity } from '../words/activity.ts';
import type { period } from '../words/period.ts';
import type { project } from '../words/project.ts';

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
