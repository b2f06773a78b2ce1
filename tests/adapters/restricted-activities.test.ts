import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { mirror } from '../../shared/readers/mirror.ts';
import { verify } from '../../shared/readers/verify.ts';
import type { Partner } from '../../shared/words/partner.ts';
import { rebuilt } from '../support/busy-register.ts';
import { copyFeed, type FeedCopy } from '../support/feed-copy.ts';
import { activitiesIn, memoryMirror, memorySource } from '../support/memory-mirror.ts';
import { anActivity, glacy, period, type Register, somebody, startRegister } from '../support/register.ts';
import { registerOn } from '../support/register-on-engines.ts';
import { startStores } from '../support/stores.ts';

/** An activity with a text that stands nowhere else in every field that takes one, and places that nobody else names. */
const telling = {
  reference: 'Marker-1',
  title: { en: 'Marker of a title', fr: 'Marker', qmk: 'Marker' },
  description: { en: 'Marker of a description' },
  start: '2020-03-15',
  end: '2027-03-17',
  status: 'planned',
  countries: [
    { code: 'GH', role: 'beneficiary' },
    { code: 'VU', role: 'host' },
  ],
  groups: ['CARICOM', 'MARKER_GROUP'],
  venue: { city: 'Marker of a city', country: 'VU' },
  partners: [
    { name: 'Marker of an organiser', role: 'organiser' },
    { name: 'Marker of a funder', role: 'funder' },
  ],
  participants: { count: 12, qualifier: 'exact' },
  languages: ['qmk'],
  units: 3,
  links: [{ url: 'https://marker.example.org/marker', rel: 'marker', lang: 'qmk' }],
};
const marked: Partner = { id: 'marker-partner', name: 'Marker of a partner', office: false };
const told = /marker|\bqmk\b|\bVU\b|vanuatu/i;

let register: Register;
async function begin<Started extends Register>(started: Started): Promise<Started> {
  register = started;
  await register.putProject('GLACY+', glacy);
  await register.putPeriod('2020', period);
  await register.submit(somebody, anActivity());
  return started;
}
afterEach(() => register.stop());

let minutes = 0;
async function publishing(visibility: string | undefined): Promise<FeedCopy> {
  minutes += 1;
  register.at(new Date(Date.UTC(2026, 10, 20, 12, minutes)).toISOString());
  if (visibility === undefined) await register.withdraw(marked, 'Marker-1');
  else await register.submit(marked, anActivity({ ...telling, visibility }));
  await register.recordAll();
  await register.publish();
  const feed = await copyFeed(register.ports);
  const { rows } = await verify(feed.read);
  expect(rows.filter(({ ok }) => !ok)).toEqual([]);
  return feed;
}

/** The documents that say anything of what is withheld; JSON Schemas name every country and are left out. */
const telltales = (feed: FeedCopy, besides: RegExp = /^schemas\//) =>
  feed
    .entries()
    .map(({ path }) => path)
    .filter((path) => !besides.test(path) && told.test(feed.textOf(path).replaceAll('\r\n ', '')))
    .sort();

describe('a restricted activity', () => {
  it('tells nobody whose it is, what, or where, in no document of the feed', {
    timeout: 60_000,
  }, async () => {
    await begin(await startRegister());
    const open = await publishing('public');
    expect(telltales(open)).toEqual([
      'activities/2020-03.csv',
      'activities/2020-03.json',
      'activities/2020-03.jsonld',
      'all-time.json',
      'calendar.ics',
      'changes/1.json',
      'countries.json',
      'feed.json',
      'feed/2020-03.json',
      'fr/feed.json',
      'fr/feed/2020-03.json',
      'iati/2020-03.xml',
      'periods/2020.csv',
      'periods/2020.json',
      'years.json',
      'years/2020.json',
    ]);
    const copy = memoryMirror();
    const source = memorySource(open);
    await mirror({ source: source.source, store: copy.store })();
    expect(copy.held.has('marker-partner/Marker-1')).toBe(true);

    const closed = await publishing('restricted');
    // The list of changes says that what was public under its name is gone.
    expect(telltales(closed)).toEqual(['changes/1.json']);
    source.publish(closed);
    await mirror({ source: source.source, store: copy.store })();
    expect(copy.held).toEqual(activitiesIn(closed));
    expect(JSON.stringify([...copy.held])).not.toMatch(told);

    const { activities } = closed.json('activities/2020-03.json');
    const [record] = activities.filter(
      ({ visibility }: { visibility: string }) => visibility === 'restricted',
    );
    const changes = closed.json('changes/1.json').changes.slice(-2);
    expect(changes).toMatchObject([
      { change: 'withdrawn', id: 'marker-partner/Marker-1', month: '2020-03' },
      { change: 'created', id: record.id, month: '2020-03', revision: 2 },
    ]);
    const { figures } = closed.json('periods/2020.json');
    for (const [figure, field] of [
      ['byPartner', 'partner'],
      ['byOrganisation', 'organisation'],
    ] as const)
      expect(figures[figure].value[0]).toEqual({ [field]: null, activities: 1, units: 3 });

    const again = await publishing('restricted');
    expect(again.json('activities/2020-03.json').activities).toContainEqual(
      expect.objectContaining({ id: record.id, revision: 3 }),
    );
    const gone = await publishing(undefined);
    expect(gone.json('changes/1.json').changes.at(-1)).toMatchObject({ change: 'withdrawn', id: record.id });
    const back = await publishing('restricted');
    expect(telltales(back)).toEqual(['changes/1.json']);
    expect(back.json('activities/2020-03.json').activities).toContainEqual(
      expect.objectContaining({ id: record.id, revision: 5 }),
    );
  });

  it('in a row that shows what is withheld stops publishing until a rebuild', {
    timeout: 60_000,
  }, async () => {
    const { table } = await begin(registerOn(await startStores()));
    await publishing('public');
    await publishing('restricted');
    const key = { pk: 'MONTH#2020-03', sk: 'marker-partner#Marker-1' };
    const row = await table.get(key, z.looseObject({ record: z.looseObject({}) }));
    const record = { ...row?.record, partner: 'marker-partner', reference: 'Marker-1' };
    await table.put(key, { ...row, record });
    await register.submit(somebody, anActivity({ units: 9 }));
    await register.recordAll();
    await expect(register.publish()).rejects.toThrow(/partner/);
    await rebuilt(register);
    const feed = await copyFeed(register.ports);
    expect(feed.json('activities/2020-03.json').activities).toHaveLength(2);
    expect(telltales(feed)).toEqual(['changes/1.json']);
  });
});
