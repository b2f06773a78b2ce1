import type { Partner } from '../../shared/words/partner.ts';
import { type Period, period } from '../../shared/words/period.ts';
import { type Project, project } from '../../shared/words/project.ts';

/** The partners of the simulated world; the last is the office. */
export const partners: readonly Partner[] = [
  { id: 'north', name: 'North', office: false },
  { id: 'south', name: 'South', office: false },
  { id: 'office', name: 'Office', office: true },
];

/** The months in which activities start. */
export const months = ['2023-12', '2024-01', '2024-02', '2024-03'];
/** The month in which more than half of them start, so that writers and runs of the aggregator meet there. */
export const busyMonth = '2024-01';

/** Alpha ends, and the state of the portfolio changes, in the night in which half of the schedules begin. */
export const midnight = Date.UTC(2024, 2, 1);

/** Three projects with budgets that move; the office may double them. */
export const projects: readonly Project[] = [
  {
    code: 'Gamma@E',
    names: { en: 'Gamma', fr: 'Gamma (fr)' },
    versions: [
      {
        validFrom: '2023-01',
        start: '2023',
        end: '2025-06',
        budget: { amount: 333_333_333, currency: 'EUR' },
        funding: [
          { funder: 'Council of Europe', share: 33.33 },
          { funder: 'European Union', share: 66.67 },
        ],
        source: 'a report',
      },
      { validFrom: '2024-02-15', start: '2023', end: '2026', source: 'another report' },
    ],
    countries: [{ code: 'XK', priority: true, from: '2024-02' }],
  },
  {
    code: 'Alpha',
    names: { en: 'Alpha', fr: 'Alpha (fr)' },
    aliases: ['A'],
    versions: [
      {
        validFrom: '2022-05',
        start: '2022-05',
        end: '2024-02',
        budget: { amount: 494_500_000, currency: 'EUR' },
        source: 'a report',
      },
    ],
    countries: [
      { code: 'GH', priority: true, to: '2024-01' },
      { code: 'RO', priority: false },
    ],
  },
  {
    code: 'Beta+',
    names: { en: 'Beta', fr: 'Beta (fr)' },
    successorOf: 'Alpha',
    versions: [
      {
        validFrom: '2024-01-01',
        start: '2024-01-15',
        budget: { amount: 100_000_005, currency: 'EUR' },
        funding: [{ funder: 'European Union', share: 100 }],
        source: 'a report',
      },
    ],
    countries: [],
  },
].map((each) => project.parse(each));

/** A period that lacks the first of the months. */
export const periods: readonly Period[] = [
  {
    id: '2024',
    names: { en: '2024', fr: '2024' },
    first: '2024-01',
    last: '2024-03',
    document: 'SG/Inf(2024)1',
  },
].map((each) => period.parse(each));

/** A period that the office may put, and that overlaps the first one. */
export const laterPeriods: readonly Period[] = [
  { id: 'winter', names: { en: 'Winter', fr: 'Hiver' }, first: '2023-12', last: '2024-02' },
].map((each) => period.parse(each));
