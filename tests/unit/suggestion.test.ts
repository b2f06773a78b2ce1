import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkActivity } from '../../shared/checks/check-activity.ts';
import { type Finding, worded } from '../../shared/checks/finding.ts';
import spellings from '../../shared/checks/printed/term-spellings.json' with { type: 'json' };
import { fieldsAt } from '../../shared/checks/suggest.ts';
import { activity } from '../../shared/words/activity.ts';
import { project } from '../../shared/words/project.ts';
import { aBody } from './made-activities.ts';

const portfolio = ['GLACY', 'GLACY+', 'Cybercrime@Octopus', 'Octopus Project'].map((code) =>
  project.parse({
    code,
    names: { en: code, fr: code },
    aliases: code === 'GLACY+' ? ['GLACY Extended'] : [],
    versions: [{ validFrom: '2014', start: '2014', source: 'made up' }],
  }),
);
const check = (body: unknown) =>
  checkActivity(body, {
    partner: { id: 'office', name: 'Office', office: true },
    project: async (code) => portfolio.find((each) => each.code === code),
    projects: async () => portfolio,
    nearby: async () => [],
    today: '2026-11-20',
    suggestions: { left: 50 },
  });

/** The one finding on an activity with these fields. */
async function only(changes: Record<string, unknown>): Promise<Finding> {
  const { findings } = await check(aBody(changes));
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
}

const link = (url: string) => [{ url, rel: 'report' }];

describe('what to write instead', () => {
  it.each<[Record<string, unknown>, string, unknown]>([
    [{ countries: [{ code: 'UK', role: 'host' }] }, '/countries/0/code', 'GB'],
    [{ countries: [{ code: 'EL', role: 'host' }] }, '/countries/0/code', 'GR'],
    [{ countries: [{ code: 'ro', role: 'host' }] }, '/countries/0/code', 'RO'],
    [{ countries: [{ code: 'Türkiye', role: 'host' }] }, '/countries/0/code', 'TR'],
    [{ countries: [{ code: 'Turquie', role: 'host' }] }, '/countries/0/code', 'TR'],
    [{ countries: [{ code: 'Kosovo*', role: 'host' }] }, '/countries/0/code', 'XK'],
    [{ countries: [{ code: 'Cote d’Ivoire', role: 'host' }] }, '/countries/0/code', 'CI'],
    [
      { countries: [{ code: '“The former Yugoslav Republic of Macedonia”', role: 'host' }] },
      '/countries/0/code',
      'MK',
    ],
    [{ venue: { country: 'Moldova (Republic of)' } }, '/venue/country', 'MD'],
    [{ start: '2020-02-30' }, '/start', '2020-02-29'],
    [{ end: '2021-02-30' }, '/end', '2021-02-28'],
    [{ start: '25/02/20' }, '/start', '2020-02-25'],
    [{ start: '5 mars 2020' }, '/start', '2020-03-05'],
    [{ end: '15-17 mars 2020' }, '/end', '2020-03-17'],
    [{ start: 'juin 2020' }, '/start', '2020-06'],
    [{ projects: ['GLACY++'] }, '/projects/0', 'GLACY+'],
    [{ projects: ['Glacy+'] }, '/projects/0', 'GLACY+'],
    [{ projects: ['GLACY extended'] }, '/projects/0', 'GLACY+'],
    [{ projects: ['GLACY and GLACY+'] }, '/projects/0', ['GLACY', 'GLACY+']],
    [{ projects: ['“GLACY”'] }, '/projects/0', 'GLACY'],
    [{ projects: 'GLACY+' }, '/projects', ['GLACY+']],
    [{ status: 'Terminé' }, '/status', 'completed'],
    [{ status: 'canceled' }, '/status', 'cancelled'],
    [{ mode: 'en ligne' }, '/mode', 'online'],
    [{ mode: 'In person' }, '/mode', 'in_person'],
    [{ mode: 'hibrid' }, '/mode', 'hybrid'],
    [{ type: 'webiner' }, '/type', 'webinar'],
    [{ type: 'tabletop_exercise' }, '/type', 'simulation_exercise'],
    [{ type: 'atelier' }, '/type', 'workshop'],
    [{ type: 't_cy_meeting' }, '/type', 'treaty_body_meeting'],
    [{ themes: ['legislations'] }, '/themes/0', 'legislation'],
    [{ countries: [{ code: 'GH', role: 'hôte' }] }, '/countries/0/role', 'host'],
    [{ partners: [{ name: 'INTERPOL', role: 'organizer' }] }, '/partners/0/role', 'organiser'],
    [{ participants: { count: 3, qualifier: 'environ' } }, '/participants/qualifier', 'about'],
    [{ participants: { count: '1 200', qualifier: 'about' } }, '/participants/count', 1200],
    [{ units: '3' }, '/units', 3],
    [{ reference: 17 }, '/reference', '17'],
    [{ visibility: 'private' }, '/visibility', 'restricted'],
    [{ languages: ['French'] }, '/languages/0', 'fr'],
    [{ languages: ['EN'] }, '/languages/0', 'en'],
    [{ title: 'Workshop' }, '/title', { en: 'Workshop' }],
    [{ title: { EN: 'Workshop' } }, '/title/EN', 'en'],
    [{ title: { Français: 'Atelier' } }, '/title/Français', 'fr'],
    [{ links: link('http://www.coe.int/x') }, '/links/0/url', 'https://www.coe.int/x'],
    [{ links: link('www.coe.int/x') }, '/links/0/url', 'https://www.coe.int/x'],
    [{ groups: ['Caricom'] }, '/groups/0', 'CARICOM'],
    [{ groups: ['CARICOMM'] }, '/groups/0', 'CARICOM'],
    [{ groups: ['African Union'] }, '/groups/0', 'AU'],
    [{ startDate: '2020-03-15' }, '/startDate', 'start'],
    [{ titles: { en: 'Workshop' } }, '/titles', 'title'],
    [{ pays: [] }, '/pays', 'countries'],
    [{ themse: [] }, '/themse', 'themes'],
    [{ countries: [{ code: 'GH', role: 'host', roles: 'host' }] }, '/countries/0/roles', 'role'],
    [{ venue: { country: 'GH', citty: 'Accra' } }, '/venue/citty', 'city'],
  ])('of %j is, at %s, %j', async (changes, pointer, suggestion) => {
    expect(await only(changes)).toMatchObject({ pointer, suggestion });
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ countries: [{ code: 'Congo', role: 'host' }] }, '/countries/0/code', 'perhaps "CG" or "CD"'],
    [{ countries: [{ code: 'Nigera', role: 'host' }] }, '/countries/0/code', 'perhaps "NE" or "NG"'],
    [{ projects: ['Octopus'] }, '/projects/0', 'perhaps "Cybercrime@Octopus" or "Octopus Project"'],
    [{ start: '5 and 12 November 2020' }, '/start', 'perhaps "2020-11-05" or "2020-11-12"'],
  ])('of %j is not guessed: at %s, %s', async (changes, pointer, detail) => {
    const told = worded(await only(changes), 'en');
    expect(told.pointer).toBe(pointer);
    expect(told.detail).toContain(`; ${detail}`);
    expect(told).not.toHaveProperty('suggestion');
  });

  it.each<[Record<string, unknown>]>([
    [{ start: '26/27 May' }],
    [{ start: 'soon' }],
    [{ projects: ['Something else'] }],
    [{ type: 'party' }],
    [{ countries: [{ code: 'Atlantis', role: 'host' }] }],
    [{ title: '' }],
    [{ title: 'x'.repeat(501) }],
    [{ units: 'three' }],
    [{ units: true }],
    [{ contactPerson: 'Jane Doe' }],
    [{ projects: ['GLACY,'.repeat(40_000)] }],
    [{ start: `${' '.repeat(300)}5 mars 2020` }],
    [{ links: link('ftp://example.org/x') }],
    [{ links: link('http://user@example.org/x') }],
  ])('of %j is not known', async (changes) => {
    const told = worded(await only(changes), 'en');
    expect(told).not.toHaveProperty('suggestion');
    expect(told.detail).not.toMatch(/; (?:write|perhaps)/);
  });

  it('reads the portfolio only where a project is not known', async () => {
    let read = 0;
    const counting = async (changes: Record<string, unknown>) => {
      await checkActivity(aBody(changes), {
        partner: { id: 'office', name: 'Office', office: true },
        project: async (code) => portfolio.find((each) => each.code === code),
        async projects() {
          read += 1;
          return portfolio;
        },
        nearby: async () => [],
        today: '2026-11-20',
        suggestions: { left: 50 },
      });
      return read;
    };
    expect(await counting({})).toBe(0);
    expect(await counting({ start: 'soon', mode: 'remote' })).toBe(0);
    expect(await counting({ projects: ['GLACY++', 'x+', '?'] })).toBe(1);
  });

  it('is looked for as often as is allowed', async () => {
    const countries = Array.from({ length: 100 }, () => ({ code: 'UK', role: 'host' }));
    const { findings } = await check(aBody({ countries }));
    expect(findings.filter(({ suggestion }) => suggestion === 'GB')).toHaveLength(50);
  });
});

/** Puts a value in the place that a JSON Pointer leads to. */
function written(body: Record<string, unknown>, pointer: string, value: unknown): Record<string, unknown> {
  const copy = structuredClone(body);
  const steps = pointer.split('/').slice(1);
  const last = steps.pop() ?? '';
  const place = steps.reduce<Record<string, unknown>>(
    (object, step) => object[step] as Record<string, unknown>,
    copy,
  );
  place[last] = value;
  return copy;
}

describe('a suggestion', () => {
  const words = fc.constantFrom(
    ...'uk EL ro Turquie Nigera atelier webiner canceled online environ hôte French 25/02/20 2020-02-30'.split(
      ' ',
    ),
    ...[
      'juin 2020',
      'GLACY++',
      'Glacy',
      'http://example.org/a',
      '12',
      'organizer',
      'Caricom',
      'privé',
      'open',
    ],
  );
  const bodies = fc.record(
    {
      start: words,
      end: words,
      status: words,
      mode: words,
      type: words,
      themes: fc.array(words, { maxLength: 2 }),
      projects: fc.array(words, { maxLength: 2 }),
      countries: fc.array(fc.record({ code: words, role: words }), { maxLength: 2 }),
      groups: fc.array(words, { maxLength: 2 }),
      venue: fc.record({ country: words }),
      partners: fc.array(fc.record({ name: words, role: words }), { maxLength: 2 }),
      participants: fc.record({ count: words, qualifier: words }),
      languages: fc.array(words, { maxLength: 2 }),
      units: words,
      links: fc.array(fc.record({ url: words, rel: fc.constant('report') }), { maxLength: 2 }),
      visibility: words,
      title: words,
    },
    { requiredKeys: [] },
  );

  it('is taken once it is written where the pointer leads', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (changes) => {
        const body = aBody(changes);
        for (const { code, pointer, suggestion } of (await check(body)).findings) {
          if (suggestion === undefined) continue;
          const { findings } = await check(written(body, pointer, suggestion));
          expect(findings.filter((each) => each.pointer === pointer && each.code === code)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the vocabularies of suggestions', () => {
  const { shape } = activity;
  const role = (list: z.ZodType) => {
    const described: unknown = z.toJSONSchema(list, { io: 'input' });
    return (described as { items: { properties: { role: { enum: string[] } } } }).items.properties.role.enum;
  };

  it.each([
    ['status', shape.status.options],
    ['mode', shape.mode.options],
    ['type', shape.type.options],
    ['visibility', shape.visibility.unwrap().options],
    ['countryRole', role(shape.countries)],
    ['organisationRole', role(shape.partners)],
    ['field', Object.keys(shape)],
  ] as const)('of %s are those of the schema', (vocabulary, terms) => {
    expect(Object.keys(spellings[vocabulary]).sort()).toEqual([...terms].sort());
  });

  it('know the fields of every object of the schema', () => {
    const json = z.toJSONSchema(activity, { io: 'input' }) as { properties: Record<string, unknown> };
    const found: Record<string, string[]> = { '': Object.keys(json.properties) };
    for (const [field, value] of Object.entries(json.properties)) {
      const { properties, items } = value as { properties?: object; items?: { properties?: object } };
      if (properties !== undefined) found[field] = Object.keys(properties);
      if (items?.properties !== undefined) found[`${field}/*`] = Object.keys(items.properties);
    }
    expect(fieldsAt).toEqual(found);
  });
});
