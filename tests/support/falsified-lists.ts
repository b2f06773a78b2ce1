import type { Falsification } from './falsified-figures.ts';

const month = 'activities/2020-02.json';
const restricted = (activities: { visibility: string }[]) =>
  activities.find(({ visibility }) => visibility === 'restricted') ?? {};

/** Records and changes that are not what they can be. */
export const falsifiedLists: Falsification[] = [
  [
    'a record is gone',
    (copy) => copy.editJson(month, ({ activities }) => activities.shift()),
    'changes/',
    'changes of somebody/',
  ],
  [
    'a record is there twice',
    (copy) => copy.editJson(month, ({ activities }) => activities.push(activities.at(-1))),
    month,
    'different ids',
  ],
  [
    'a record is added',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        activities.push({ ...activities[0], start: '2020-02-29', id: 'somebody/zzz', reference: 'zzz' });
      }),
    month,
    'changes of somebody/zzz',
  ],
  [
    'a record is of another revision',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        activities[0].revision += 1;
      }),
    month,
    'changes of somebody/wide',
  ],
  [
    'a record has other participants',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        activities[0].participants.women = 14;
      }),
    'periods/2020.json',
    'participants/women/participants',
  ],
  [
    'a record has another title',
    (copy) => copy.edit(month, (text) => text.replace('a title', 'another title')),
    'activities/2020-02.csv',
    'line 2',
  ],
  [
    'a record has another id than its name',
    (copy) => copy.edit(month, (text) => text.replace('"id":"somebody/wide"', '"id":"anybody/wide"')),
    month,
    'anybody/wide id',
  ],
  [
    'a record counts that was cancelled',
    (copy) =>
      copy.edit('activities/2020-03.json', (text) => text.replace('"counted":false', '"counted":true')),
    'activities/2020-03.json',
    'somebody/cancelled counted',
  ],
  [
    'a record stands in the wrong month',
    (copy) =>
      copy.edit('activities/2020-05.json', (text) =>
        text.replace('"start":"2020-05-20"', '"start":"2020-06-20"'),
      ),
    'activities/2020-05.json',
    'somebody/moved month',
  ],
  [
    'records are in another order',
    (copy) => copy.editJson(month, ({ activities }) => activities.reverse()),
    month,
    'activities/order',
  ],
  [
    'a restricted activity shows its title',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        Object.assign(restricted(activities), { title: { en: 'Not for everybody' } });
      }),
    month,
    'schema month',
  ],
  [
    'a restricted activity shows a link',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        Object.assign(restricted(activities), { links: [{ url: 'https://example.org/', rel: 'report' }] });
      }),
    month,
    'schema month',
  ],
  [
    'a restricted activity says whose it is',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        Object.assign(restricted(activities), { partner: 'somebody' });
      }),
    month,
    'schema month',
  ],
  [
    'a restricted activity says where it was',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        Object.assign(restricted(activities), { countries: [{ code: 'GH', role: 'host' }] });
      }),
    month,
    'schema month',
  ],
  [
    'a record names a person',
    (copy) =>
      copy.editJson(month, ({ activities }) => {
        activities[0].contact = 'Somebody';
      }),
    month,
    'schema month',
  ],
  [
    'a document bears another stamp than its entry',
    (copy) => copy.edit('countries.json', (text) => text.replace(/"snapshot":\d+/, '"snapshot":1')),
    'countries.json',
    'snapshot',
  ],
  [
    'a change is missing',
    (copy) => copy.editJson('changes/1.json', ({ changes }) => changes.splice(1, 1)),
    'changes/',
    'change 3',
  ],
  [
    'the last change is missing',
    (copy) =>
      copy.editJson('changes/1.json', (page) => {
        page.changes.pop();
        page.last -= 1;
      }),
    'activities/2020-01.json',
    'changes of somebody/plain',
  ],
  [
    'two changes have one number',
    (copy) =>
      copy.editJson('changes/1.json', ({ changes }) => {
        changes[3].number = changes[2].number;
      }),
    'changes/',
    'change 3',
  ],
  [
    'a tombstone is called a replacement',
    (copy) =>
      copy.edit('changes/1.json', (text) =>
        text.replace('"change":"withdrawn","id":"somebody/gone"', '"change":"replaced","id":"somebody/gone"'),
      ),
    'changes/',
    'has no revision',
  ],
  [
    'a month is said to be gone',
    (copy) =>
      copy.edit('changes/1.json', (text) =>
        text.replace(
          '"subject":"month","change":"created","id":"2020-04"',
          '"subject":"month","change":"withdrawn","id":"2020-04"',
        ),
      ),
    'changes/',
    'months',
  ],
  [
    'a period is not said to be created',
    (copy) =>
      copy.edit('changes/1.json', (text) =>
        text.replace(
          '"subject":"period","change":"created","id":"2020"',
          '"subject":"period","change":"created","id":"2019"',
        ),
      ),
    'changes/',
    'periods',
  ],
  [
    'the list of changes is not there',
    (copy) => copy.unlist('changes/1.json'),
    month,
    'changes of somebody/wide',
  ],
];
