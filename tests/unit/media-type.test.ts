import { expect, it } from 'vitest';
import { mediaTypeOf } from '../../shared/feed/media-type.ts';

it.each([
  ['index.json', 'application/json'],
  ['activities/2020-03.json', 'application/json'],
  ['periods/feed.json', 'application/json'],
  ['feed.json', 'application/feed+json'],
  ['fr/feed.json', 'application/feed+json'],
  ['feed/2020-03.json', 'application/feed+json'],
  ['fr/feed/2020-03.json', 'application/feed+json'],
  ['schemas/feed.json', 'application/schema+json'],
  ['activities/2020-03.csv', 'text/csv; charset=utf-8; header=present'],
  ['calendar.ics', 'text/calendar; charset=utf-8'],
  ['activities/2020-03.jsonld', 'application/ld+json'],
  ['iati/projects.xml', 'application/xml'],
])('%s is %s', (path, type) => {
  expect(mediaTypeOf(path)).toBe(type);
});
