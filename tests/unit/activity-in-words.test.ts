import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datesInWords, factsOf } from '../../shared/exports/activity-in-words.ts';
import { activities, anActivity, recordOf } from './made-activities.ts';

describe('the dates of an activity in words', () => {
  it.each([
    ['2020-03-15', undefined, '15 March 2020', '15 mars 2020'],
    ['2020-03-15', '2020-03-15', '15 March 2020', '15 mars 2020'],
    ['2020-09-15', '2020-09-16', '15 to 16 September 2020', 'du 15 au 16 septembre 2020'],
    ['2020-03-31', '2020-04-01', '31 March to 1 April 2020', 'du 31 mars au 1er avril 2020'],
    [
      '2020-12-30',
      '2021-01-02',
      '30 December 2020 to 2 January 2021',
      'du 30 décembre 2020 au 2 janvier 2021',
    ],
    ['2020-03', undefined, 'March 2020', 'mars 2020'],
    ['2020-04', '2020-05', 'April to May 2020', 'd’avril à mai 2020'],
    ['2020-03', '2021-01', 'March 2020 to January 2021', 'de mars 2020 à janvier 2021'],
    ['2020-03', '2020-03-20', 'March to 20 March 2020', 'de mars au 20 mars 2020'],
    ['2020-03-15', '2020-08', '15 March to August 2020', 'du 15 mars à août 2020'],
  ])('from %s to %s', (start, end, en, fr) => {
    expect([datesInWords('en', start, end), datesInWords('fr', start, end)]).toEqual([en, fr]);
  });
});

describe('what is open-ended', () => {
  it.each([
    ['2014-05-05', 'from 5 May 2014', 'à partir du 5 mai 2014'],
    ['2014-05', 'from May 2014', 'à partir de mai 2014'],
    ['2014-04', 'from April 2014', 'à partir d’avril 2014'],
  ])('begins, and is not over on the same day: %s', (start, en, fr) => {
    const record = recordOf(anActivity({ type: 'online_resource', start }));
    expect(factsOf('en', record)[0]).toMatch(new RegExp(`, ${en}$`));
    expect(factsOf('fr', record)[0]).toMatch(new RegExp(`, ${fr}$`));
  });
});

describe('what is known of an activity in words', () => {
  const full = recordOf(
    anActivity({
      start: '2020-09-15',
      end: '2020-09-16',
      mode: 'online',
      themes: ['legislation'],
      countries: [
        { code: 'XK', role: 'beneficiary' },
        { code: 'GH', role: 'beneficiary' },
        { code: 'RO', role: 'host' },
      ],
      groups: ['ECOWAS'],
      venue: { city: 'Ramallah', country: 'PS' },
      partners: [{ name: 'INTERPOL', role: 'organiser' }],
      participants: { count: 25, qualifier: 'at_least', women: 12 },
      units: 2,
    }),
  );

  it('is told in English', () => {
    expect(factsOf('en', full)).toEqual([
      'Workshop, online, completed, 15 to 16 September 2020',
      'Projects: GLACY+',
      'For: Ghana, Kosovo*',
      'Hosted by: Romania',
      'Groups and regions: Economic Community of West African States',
      'Themes: legislation',
      'Place: Ramallah, Palestine*',
      'Organisations: INTERPOL (organiser)',
      'Participants: at least 25 (women: 12)',
      'Events: 2',
      expect.stringContaining('State of Palestine'),
      expect.stringContaining('UNSC 1244'),
    ]);
  });

  it('is told in French', () => {
    expect(factsOf('fr', full)).toEqual([
      'Atelier, en ligne, achevée, du 15 au 16 septembre 2020',
      'Projets\u00A0: GLACY+',
      'Au bénéfice de\u00A0: Ghana, Kosovo*',
      'Pays hôte\u00A0: Roumanie',
      'Groupes et régions\u00A0: Communauté économique des États de l’Afrique de l’Ouest',
      'Thèmes\u00A0: législation',
      'Lieu\u00A0: Ramallah, Palestine*',
      'Organisations\u00A0: INTERPOL (organisateur)',
      'Participants\u00A0: au moins 25 (femmes\u00A0: 12)',
      'Événements\u00A0: 2',
      expect.stringContaining('État de Palestine'),
      expect.stringContaining('1244'),
    ]);
  });

  it('says first that an activity was cancelled, postponed or is restricted', () => {
    const first = (changes: Record<string, unknown>) => factsOf('en', recordOf(anActivity(changes)))[0];
    expect(first({ status: 'cancelled' })).toBe('This activity was cancelled and is not counted.');
    expect(first({ status: 'postponed' })).toBe('This activity was postponed and is not counted.');
    expect(first({ visibility: 'restricted' })).toBe(
      'This activity is restricted: its title, text and place, and who took part, are not public.',
    );
  });

  it('has as many lines in both languages, none of them empty', () => {
    fc.assert(
      fc.property(activities, (activity) => {
        const [en, fr] = [factsOf('en', recordOf(activity)), factsOf('fr', recordOf(activity))];
        expect(fr).toHaveLength(en.length);
        for (const line of [...en, ...fr]) expect(line).toMatch(/\S/);
      }),
    );
  });
});
