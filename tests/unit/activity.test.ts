import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../shared/checks/finding.ts';
import { activity, isCounted, statuses } from '../../shared/words/activity.ts';
import { aBody, anActivity, bodies } from './made-activities.ts';

/** What an activity with these fields is refused for, each as "code pointer". */
function refusals(changes: Record<string, unknown>): string[] {
  const body = aBody(changes);
  const issues = activity.safeParse(body).error?.issues ?? [];
  return findingsOf(issues, body).map(({ code, pointer }) => `${code} ${pointer}`);
}
const beneficiary = { code: 'GH', role: 'beneficiary' };
const organiser = { name: 'INTERPOL', role: 'organiser' };
const linked = (url: string) => [{ url, rel: 'report' }];

describe('an activity', () => {
  it('needs no more than reference, title, project, start, status, mode and type; what it leaves out is empty', () => {
    const { countries: _countries, ...least } = aBody();
    expect(activity.parse(least)).toEqual({
      ...least,
      themes: [],
      countries: [],
      groups: [],
      partners: [],
      languages: [],
      units: 1,
      links: [],
      visibility: 'public',
    });
  });

  it.each(['reference', 'title', 'start', 'status', 'mode', 'type'])('is refused without its %s', (field) => {
    const { [field]: _left, ...body } = aBody();
    const issues = activity.safeParse(body).error?.issues ?? [];
    expect(findingsOf(issues, body)).toMatchObject([
      { code: 'missing', pointer: `/${field}`, detail: 'is required' },
    ]);
  });

  it('names no project where it states none', () => {
    const { projects: _left, ...body } = aBody();
    expect(activity.parse(body).projects).toEqual([]);
    expect(anActivity({ projects: [] }).projects).toEqual([]);
  });

  it('names its organisations without blanks around them, or several in a row, in NFC', () => {
    const named = ['  INTERPOL ', 'World\u00a0 Bank', 'Commission europe\u0301enne'];
    const { partners } = anActivity({ partners: named.map((name) => ({ name, role: 'partner' })) });
    expect(partners.map(({ name }) => name)).toEqual(['INTERPOL', 'World Bank', 'Commission européenne']);
  });

  it('names an organisation in each of its roles, once', () => {
    const both = [organiser, { ...organiser, role: 'funder' }];
    expect(anActivity({ partners: both }).partners).toEqual(both);
    expect(refusals({ partners: [organiser, { ...organiser, name: ` ${organiser.name}` }] })).toEqual([
      'duplicate /partners',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a field for a person', { contactPerson: 'Jane Doe' }, 'unknown_field /contactPerson'],
    [
      'a name in a country',
      { countries: [{ ...beneficiary, name: 'Ghana' }] },
      'unknown_field /countries/0/name',
    ],
    ['a room in a venue', { venue: { country: 'GH', room: '1' } }, 'unknown_field /venue/room'],
    ['an empty reference', { reference: '' }, 'bad_format /reference'],
    ['a reference with a slash', { reference: 'A/1' }, 'bad_format /reference'],
    ['a reference of 101 characters', { reference: 'A'.repeat(101) }, 'bad_format /reference'],
    ['a number for a reference', { reference: 1 }, 'wrong_type /reference'],
    ['a title without a language', { title: {} }, 'missing /title'],
    ['a bare text for a title', { title: 'Workshop' }, 'wrong_type /title'],
    ['a title in "EN"', { title: { EN: 'Workshop' } }, 'bad_format /title/EN'],
    ['a title of 501 characters', { title: { en: 'a'.repeat(501) } }, 'too_long /title/en'],
    ['a title of two lines', { title: { en: 'a\nb' } }, 'bad_format /title/en'],
    ['a project twice', { projects: ['GLACY+', 'GLACY+'] }, 'duplicate /projects'],
    [
      'thirteen projects',
      { projects: [...'ABCDEFGHIJKLM'].map((letter) => `P${letter}`) },
      'too_long /projects',
    ],
    ['a start that is a year', { start: '2020' }, 'bad_format /start'],
    ['a start that is an instant', { start: '2020-03-15T10:00:00Z' }, 'bad_format /start'],
    ['a start that does not exist', { start: '2019-02-29' }, 'no_such_day /start'],
    ['an end that is null', { end: null }, 'wrong_type /end'],
    ['a status of its own', { status: 'done' }, 'not_one_of /status'],
    ['a mode of its own', { mode: 'remote' }, 'not_one_of /mode'],
    ['a type of its own', { type: 'party' }, 'not_one_of /type'],
    ['a theme of its own', { themes: ['training', 'sport'] }, 'not_one_of /themes/1'],
    ['a theme twice', { themes: ['policy', 'policy'] }, 'duplicate /themes'],
    ['a country in a role twice', { countries: [beneficiary, beneficiary] }, 'duplicate /countries'],
    ['a country without a role', { countries: [{ code: 'GH' }] }, 'missing /countries/0/role'],
    [
      'an unknown country',
      { countries: [{ ...beneficiary, code: 'ZZ' }] },
      'unknown_country /countries/0/code',
    ],
    ['a group in small letters', { groups: ['caricom'] }, 'bad_format /groups/0'],
    ['a venue in no country', { venue: { city: 'Accra' } }, 'missing /venue/country'],
    ['an organisation twice', { partners: [organiser, organiser] }, 'duplicate /partners'],
    [
      'an organisation in another role',
      { partners: [{ name: 'UN', role: 'boss' }] },
      'not_one_of /partners/0/role',
    ],
    [
      'fewer than no participants',
      { participants: { count: -1, qualifier: 'exact' } },
      'too_small /participants/count',
    ],
    [
      'half a participant',
      { participants: { count: 0.5, qualifier: 'exact' } },
      'wrong_type /participants/count',
    ],
    ['participants of no certainty', { participants: { count: 1 } }, 'missing /participants/qualifier'],
    [
      'more women than participants',
      { participants: { count: 9, qualifier: 'about', women: 10 } },
      'women_exceed_participants /participants/women',
    ],
    ['a language by its name', { languages: ['English'] }, 'bad_format /languages/0'],
    ['no unit', { units: 0 }, 'too_small /units'],
    ['1001 units', { units: 1001 }, 'too_large /units'],
    ['units as text', { units: '1' }, 'wrong_type /units'],
    ['an http address', { links: linked('http://example.org') }, 'bad_format /links/0/url'],
    ['a script for an address', { links: linked('javascript:alert(1)') }, 'bad_format /links/0/url'],
    ['a user in an address', { links: linked('https://jane.doe@example.org/') }, 'bad_format /links/0/url'],
    ['a user after one slash', { links: linked('https:/jane.doe@example.org/') }, 'bad_format /links/0/url'],
    [
      'a user after backslashes',
      { links: linked('https:\\\\jane.doe@example.org') },
      'bad_format /links/0/url',
    ],
    ['a blank in an address', { links: linked('https://example.org/a b') }, 'bad_format /links/0/url'],
    ['a tag in an address', { links: linked('https://example.org/"><b>') }, 'bad_format /links/0/url'],
    ['U+FFFE in an address', { links: linked('https://example.org/\ufffe') }, 'bad_format /links/0/url'],
    [
      'a bidi control in an address',
      { links: linked('https://example.org/\u202e') },
      'bad_format /links/0/url',
    ],
    ['an address without a name', { links: linked('https://127.0.0.1/') }, 'bad_format /links/0/url'],
    ['a visibility of its own', { visibility: 'secret' }, 'not_one_of /visibility'],
  ])('is refused with %s', (_, changes, refusal) => {
    expect(refusals(changes)).toEqual([refusal]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a country in two roles', { countries: [beneficiary, { code: 'GH', role: 'host' }] }],
    ['twelve projects', { projects: [...'ABCDEFGHIJKL'].map((letter) => `P${letter}`) }],
    ['a day for the start and a month for the end', { start: '2020-03-15', end: '2020-03' }],
    ['a leap day', { start: '2020-02-29' }],
    ['as many women as participants', { participants: { count: 10, qualifier: 'exact', women: 10 } }],
    ['nobody at all', { participants: { count: 0, qualifier: 'exact' } }],
    ['a group nobody has heard of', { groups: ['NEW_GROUP'] }],
    ['a description of several lines', { description: { fr: 'un\ndeux' } }],
    [
      'an address with port, query and fragment',
      { links: linked('https://example.org:8443/a?mail=a@b.c#d') },
    ],
  ])('may have %s', (_, changes) => {
    expect(refusals(changes)).toEqual([]);
  });

  it('is put into NFC, and the languages of its texts into order', () => {
    const { title } = anActivity({ title: { fr: 'E\u0301preuve', en: 'Evidence' } });
    expect(JSON.stringify(title)).toBe('{"en":"Evidence","fr":"\u00c9preuve"}');
  });

  it('is the same after it has been parsed again', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const once = activity.parse(body);
        expect(JSON.stringify(activity.parse(JSON.parse(JSON.stringify(once))))).toBe(JSON.stringify(once));
      }),
    );
  });

  it('counts unless it was cancelled or postponed', () => {
    expect(statuses.filter(isCounted)).toEqual(['planned', 'ongoing', 'completed']);
  });
});
