import type { FeedCopy } from './feed-copy.ts';

/** A way to falsify a feed, and the row by which it is found: the document, and the name or a part of it. */
export type Falsification = [what: string, change: (copy: FeedCopy) => void, document: string, name: string];

/** Adds one to a number in a document, by its place; it is found under a name that ends so. */
const offByOne = (path: string, ...places: [place: string, name?: string][]): Falsification[] =>
  places.map(([place, name = place]) => [
    `${place} is off by one`,
    (copy) =>
      copy.editJson(path, (content) => {
        const steps = place.split('/');
        const last = steps.pop() ?? '';
        const holder = steps.reduce((each, step) => each[step], content);
        holder[last] += 1;
      }),
    path,
    name,
  ]);

/** Figures, sentences and projects that are not what the activities and the portfolio make them. */
export const falsifiedFigures: Falsification[] = [
  ...offByOne(
    'metrics.json',
    ['allTime/activities/value'],
    ['periods/1/figures/units/value', 'periods/2020/figures/units/value'],
    ['sinceLastPeriod/figures/participants/value'],
  ),
  ...offByOne(
    'periods/2020.json',
    ['figures/activities/value'],
    ['figures/units/value'],
    ['figures/participants/value'],
    ['figures/onlineShare/numerator'],
    ['figures/countriesReached/value'],
    ['figures/priorityCountriesReached/value'],
    ['figures/otherCountriesReached/value'],
    ['figures/countriesSupported/value'],
    ['figures/projectsRunning/value'],
    ['figures/projectsOngoing/value'],
    ['figures/budgetOngoing/value'],
    ['figures/fundingShares/external/amount'],
    ['figures/endingNext/combined'],
    ['figures/byProject/value/0/whole/units', 'byProject/value/null/whole/units'],
    ['figures/byProject/value/1/shared/activities/numerator', 'byProject/value/GLACY+/shared/activities'],
    ['figures/byCountry/value/0/reached/activities', 'byCountry/value/FR/reached/activities'],
    ['figures/byGroup/value/0/units', 'byGroup/value/ECOWAS/units'],
    ['figures/byType/value/0/activities', 'byType/value/desk_study/activities'],
    ['figures/byMode/value/0/activities', 'byMode/value/desk/activities'],
    ['figures/byTheme/value/0/activities', 'byTheme/value/legislation/activities'],
    ['figures/byMonth/value/0/activities', 'byMonth/value/2020-01/activities'],
    ['figures/byPartner/value/0/activities', 'byPartner/value/null/activities'],
    ['figures/byPartner/value/1/activities', 'byPartner/value/somebody/activities'],
    ['figures/byOrganisation/value/0/units', 'byOrganisation/value/null/units'],
    ['figures/byOrganisation/value/1/activities', 'byOrganisation/value/INTERPOL/activities'],
    ['figures/byStatus/value/0/activities', 'byStatus/value/cancelled/activities'],
  ),
  ...offByOne('all-time.json', ['figures/units/value']),
  ...offByOne('since-last-period.json', ['figures/activities/value']),
  ...offByOne('countries.json', [
    'figures/countries/value/0/reached/units',
    'countries/value/FR/reached/units',
  ]),
  [
    'a share is rounded down',
    (copy) => copy.edit('periods/2020.json', (text) => text.replace('"millions":4.95', '"millions":4.94')),
    'periods/2020.json',
    'budgetOngoing/millions',
  ],
  [
    'money is shown as another',
    (copy) =>
      copy.edit('periods/2020.json', (text) => text.replace('4.95 million euros', '4.90 million euros')),
    'periods/2020.json',
    'budgetOngoing/shown/en',
  ],
  [
    'a funder has a greater share',
    (copy) =>
      copy.editJson('periods/2020.json', ({ figures }) => {
        figures.fundingShares.value[0].share = 90.01;
      }),
    'periods/2020.json',
    'fundingShares/value/European Union/share',
  ],
  [
    'a figure follows another rule',
    (copy) => copy.edit('all-time.json', (text) => text.replace('"rule":"units/1"', '"rule":"units/2"')),
    'all-time.json',
    'units/rule',
  ],
  [
    'a proof names a document that is not there',
    (copy) =>
      copy.edit('periods/2020.json', (text) =>
        text.replace('"activities/2020-01.json"', '"activities/2019-01.json"'),
      ),
    'periods/2020.json',
    'proofs/activities/0',
  ],
  [
    'a proof lacks a document',
    (copy) => copy.edit('periods/2020.json', (text) => text.replace('"activities/2020-01.json",', '')),
    'periods/2020.json',
    'proofs/activities/0',
  ],
  [
    'a proof lacks a year',
    (copy) => copy.edit('all-time.json', (text) => text.replace('"years/2020.json",', '')),
    'all-time.json',
    'proofs/activities/0',
  ],
  [
    'a sentence says more',
    (copy) =>
      copy.editJson('periods/2020.json', ({ sentences }) => {
        sentences[0].text.fr = sentences[0].text.fr.replace(/\d+/, '240');
      }),
    'periods/2020.json',
    'sentences/activities/text/fr',
  ],
  [
    'a sentence is left out',
    (copy) => copy.editJson('all-time.json', ({ sentences }) => sentences.pop()),
    'all-time.json',
    'sentences/',
  ],
  [
    'a period is called otherwise in its document',
    (copy) => copy.edit('periods/2020.json', (text) => text.replace('SG/Inf(2020)32', 'SG/Inf(2020)33')),
    'periods/2020.json',
    'document',
  ],
  [
    'a project ends later than its version says',
    (copy) =>
      copy.editJson('projects.json', ({ completed }) => {
        completed[0].end = '2021-03';
      }),
    'projects.json',
    'completed/GLACY+/end',
  ],
  [
    'a version of a project ends later',
    (copy) =>
      copy.editJson('projects.json', ({ completed }) => {
        completed[0].versions[1].end = '2022-12';
        completed[0].end = '2022-12';
      }),
    'periods/2020.json',
    'endingNext/value',
  ],
  [
    'a version of a project has shares that are too much',
    (copy) =>
      copy.editJson('projects.json', ({ completed }) => {
        completed[0].versions[1].funding[0].share = 95;
      }),
    'projects.json',
    'schema projects',
  ],
  [
    'a project is listed as current that is completed',
    (copy) =>
      copy.editJson('projects.json', (content) => {
        content.current.push(content.completed.pop());
      }),
    'projects.json',
    'current/GLACY+',
  ],
  [
    'the portfolio is that of another day',
    (copy) =>
      copy.editJson('projects.json', (content) => {
        content.since = '2020-12-31';
      }),
    'projects.json',
    'since',
  ],
];
