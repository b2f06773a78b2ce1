import type { Falsification } from './falsified-figures.ts';

/** Documents, and an index of them, that are not what the register would publish. */
export const falsifiedDocuments: Falsification[] = [
  [
    'a row of a table is altered',
    (copy) => copy.edit('activities/2020-02.csv', (text) => text.replace('INTERPOL', 'Interpol')),
    'activities/2020-02.csv',
    'line 2',
  ],
  [
    'a cell of a table is a formula',
    (copy) => copy.edit('activities/2020-02.csv', (text) => text.replace("'=SUM", '=SUM')),
    'activities/2020-02.csv',
    'line 2',
  ],
  [
    'the table of a period lacks its last row',
    (copy) => copy.edit('periods/2020.csv', (text) => text.replace(/[^\n]+\n$/, '')),
    'periods/2020.csv',
    'line ',
  ],
  [
    'a page of the feed leads back to itself',
    (copy) =>
      copy.edit('feed/2020-03.json', (text) => text.replace('feed/2020-02.json"', 'feed/2020-03.json"')),
    'feed/2020-03.json',
    'next_url',
  ],
  [
    'the last page of the feed leads to the first',
    (copy) =>
      copy.editJson('fr/feed/2020-01.json', (page) => {
        page.next_url = page.feed_url.replace('/2020-01', '');
      }),
    'fr/feed/2020-01.json',
    'next_url',
  ],
  [
    'an item of the feed has another id',
    (copy) =>
      copy.edit('fr/feed.json', (text) => text.replace('"id":"somebody/wide"', '"id":"somebody/Wide"')),
    'fr/feed.json',
    'items/',
  ],
  [
    'the feed bears another figure',
    (copy) =>
      copy.editJson('feed.json', (page) => {
        page._register.figures.activities.value += 1;
      }),
    'feed.json',
    '_register/figures/activities/value',
  ],
  [
    'the feed says that it is elsewhere',
    (copy) =>
      copy.editJson('feed.json', (page) => {
        page.feed_url = 'https://elsewhere.example/feed.json';
      }),
    'fr/feed.json',
    'feed_url',
  ],
  [
    'linked data say another day',
    (copy) => copy.edit('activities/2020-02.jsonld', (text) => text.replace('2020-02-03', '2020-02-04')),
    'activities/2020-02.jsonld',
    '@graph/',
  ],
  [
    'the calendar has an event less',
    (copy) => copy.edit('calendar.ics', (text) => text.replace(/BEGIN:VEVENT[\s\S]+?END:VEVENT\r\n/, '')),
    'calendar.ics',
    'line ',
  ],
  [
    'the calendar has an event on another day',
    (copy) => copy.edit('calendar.ics', (text) => text.replace('20210315', '20210314')),
    'calendar.ics',
    'line ',
  ],
  [
    'the activities for IATI have another status',
    (copy) =>
      copy.edit('iati/2020-02.xml', (text) =>
        text.replace('<activity-status code="4"/>', '<activity-status code="2"/>'),
      ),
    'iati/2020-02.xml',
    'line 2',
  ],
  [
    'the projects for IATI have another budget',
    (copy) => copy.edit('iati/projects.xml', (text) => text.replace(/(<value [^>]*>)(\d)/, '$19$2')),
    'iati/projects.xml',
    'line 2',
  ],
  [
    'a definition is altered',
    (copy) =>
      copy.edit('definitions.json', (text) => text.replace('is listed but not counted', 'is counted')),
    'definitions.json',
    'rules/activities/1/definition/en',
  ],
  [
    'a schema allows more',
    (copy) =>
      copy.edit('schemas/month.json', (text) =>
        text.replace('"additionalProperties":false', '"additionalProperties":true'),
      ),
    'schemas/month.json',
    'additionalProperties',
  ],
  [
    'fields are in another order',
    (copy) =>
      copy.edit('countries.json', (text) => {
        const { figures, ...rest } = JSON.parse(text);
        return `${JSON.stringify({ figures, ...rest })}\n`;
      }),
    'countries.json',
    'line 1',
  ],
  [
    'a document is no JSON',
    (copy) => copy.edit('metrics.json', (text) => text.slice(0, -3)),
    'metrics.json',
    'JSON',
  ],
  [
    'a document is not listed',
    (copy) => copy.unlist('since-last-period.json'),
    'since-last-period.json',
    'index',
  ],
  [
    'a month is not listed',
    (copy) => copy.unlist('activities/2020-04.json'),
    'activities/2020-04.json',
    'index',
  ],
  ['a schema is not listed', (copy) => copy.unlist('schemas/feed.json'), 'schemas/feed.json', 'index'],
  ['a document too many is listed', (copy) => copy.put('secret.json', '{}\n'), 'secret.json', 'index'],
  [
    'a month without activities is listed',
    (copy) => copy.put('activities/2020-06.json', copy.textOf('activities/2020-04.json')),
    'activities/2020-06.json',
    'index',
  ],
  [
    'a year sums to something else',
    (copy) =>
      copy.editJson('years.json', (content) => {
        content.years[0].summary.total.activities += 1;
      }),
    'years.json',
    'years/',
  ],
  [
    'a page of a month sums to something else',
    (copy) =>
      copy.editJson('years/2020.json', (content) => {
        content.pages[0].summary.listed += 1;
      }),
    'years/2020.json',
    'pages/',
  ],
  [
    'a year names a page that lists nothing',
    (copy) =>
      copy.editJson('years/2020.json', (content) => {
        const empty = { ...content.pages[0], page: '2020-12', path: 'activities/2020-12.json' };
        content.pages.push({ ...empty, summary: { ...empty.summary, listed: 0 } });
      }),
    'years/2020.json',
    'pages 2020-12',
  ],
  [
    'a year names a page of another',
    (copy) =>
      copy.editJson('years/2020.json', (content) => {
        content.pages[0].page = '2019-01';
      }),
    'years/2020.json',
    'pages 2019-01',
  ],
  [
    'a document of a month is of later than its year',
    (copy) =>
      copy.editEntry('activities/2020-02.csv', (entry) => ({ ...entry, snapshot: entry.snapshot + 9 })),
    'years/2020.json',
    'documents newer',
  ],
  [
    'the index has another hash',
    (copy) => copy.editEntry('all-time.json', (entry) => ({ ...entry, sha256: '0'.repeat(64) })),
    'all-time.json',
    'sha256',
  ],
  [
    'the index has another size',
    (copy) => copy.editEntry('calendar.ics', (entry) => ({ ...entry, bytes: entry.bytes + 1 })),
    'calendar.ics',
    'bytes',
  ],
  [
    'the index lists documents in another order',
    (copy) => copy.putIndex({ ...copy.index(), documents: copy.index().documents.toReversed() }),
    'index.json',
    'order of documents',
  ],
  [
    'the index is older than a document',
    (copy) => copy.putIndex({ ...copy.index(), snapshot: 2 }),
    'index.json',
    'documents newer than the snapshot',
  ],
  ['the index lacks a field', (copy) => copy.putIndex({ documents: [] }), 'index.json', 'schema index'],
  [
    'a copy is not there',
    (copy) => {
      const { immutable } = copy.index().documents.find(({ path }) => path === 'projects.json') ?? {
        immutable: '',
      };
      copy.objects.delete(immutable);
    },
    'projects.json',
    'copy',
  ],
  [
    'a plain copy is another',
    (copy) => copy.objects.set('metrics.json', Buffer.from('{}\n')),
    'metrics.json',
    'copy at the plain path',
  ],
  [
    'a plain copy is missing',
    (copy) => copy.objects.delete('activities/2020-02.json'),
    'activities/2020-02.json',
    'copy at the plain path',
  ],
];
