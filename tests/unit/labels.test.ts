import { describe, expect, it } from 'vitest';
import { readSample } from '../../cli/sample/load.ts';
import { documentSchemas } from '../../shared/feed/documents.ts';
import { figureDrafts } from '../../shared/feed/figure-documents.ts';
import { breakdowns, headline } from '../../shared/figures/figures.ts';
import {
  countryRoles,
  modes,
  organisationRoles,
  qualifiers,
  statuses,
  themes,
  types,
} from '../../shared/words/activity.ts';
import { groupCodes } from '../../shared/words/group.ts';
import { provisional } from '../support/finality-of-tests.ts';
import { sumsOf } from '../support/sums.ts';
import { typography } from './words.ts';

const { projects } = readSample();
const stamp = { snapshot: 1, generatedAt: '2026-11-20T12:00:00Z', dataAsOf: '2026-11-20T12:00:00Z' };
const draft = figureDrafts(sumsOf([], []), { projects, periods: [] }, undefined, provisional).find(
  ({ path }) => path === 'labels.json',
);
const published = documentSchemas.labels.parse({ ...stamp, ...draft?.body });

describe('the labels', () => {
  it.each<[Exclude<keyof typeof published, keyof typeof stamp>, readonly string[]]>([
    ['figures', [...Object.keys(headline.shape), ...Object.keys(breakdowns.shape), 'countries', 'projects']],
    ['statuses', statuses],
    ['types', types],
    ['modes', modes],
    ['themes', themes],
    ['countryRoles', [...countryRoles, 'reached']],
    ['organisationRoles', organisationRoles],
    ['qualifiers', qualifiers],
    ['groups', groupCodes().map(({ code }) => code)],
    ['projects', projects.map(({ code }) => code)],
    ['visibilities', ['public', 'restricted']],
    ['unnamed', ['project', 'partner', 'organisation']],
  ])('name every code of %s in both languages, and no other', (kind, codes) => {
    expect(Object.keys(published[kind]).sort()).toEqual([...codes].sort());
    for (const { en, fr } of Object.values(published[kind])) {
      expect([en, fr].filter((text) => !/^\S.*\S$/.test(text))).toEqual([]);
      if (kind !== 'projects') expect(typography(fr)).toEqual([]);
    }
  });
});
