// Plain code, on purpose: it shares nothing with the code it checks but data.
import definitions from '../../shared/figures/definitions.json' with { type: 'json' };
import { groupCodes } from '../../shared/words/group.ts';
import * as vocabulary from '../../shared/words/vocabulary.ts';
import { byText, type PlainProject } from './recount-portfolio.ts';

/** What codes are called: those that are data, as the data has them, and projects as the portfolio has them. */
export function plainLabels(projects: PlainProject[]) {
  const { statusNames, typeNames, modeNames, themeNames, organisationRoleNames } = vocabulary;
  const titles: Record<string, unknown> = {};
  for (const [figure, { title }] of Object.entries(definitions)) titles[figure] = title;
  const groups: Record<string, unknown> = {};
  for (const { code, names } of groupCodes()) groups[code] = names;
  const named: Record<string, unknown> = {};
  const all = [...projects] as (PlainProject & { names?: unknown })[];
  for (const { code, names } of all.sort((one, other) => byText(one.code, other.code))) named[code] = names;
  return {
    figures: titles,
    statuses: statusNames,
    types: typeNames,
    modes: { ...modeNames, unknown: { en: 'not stated', fr: 'non précisé' } },
    themes: themeNames,
    countryRoles: {
      beneficiary: { en: 'beneficiary', fr: 'bénéficiaire' },
      participant: { en: 'participant', fr: 'participant' },
      host: { en: 'host', fr: 'hôte' },
      reached: { en: 'beneficiary or participant', fr: 'bénéficiaire ou participant' },
    },
    organisationRoles: organisationRoleNames,
    qualifiers: {
      exact: { en: 'exactly', fr: 'exactement' },
      about: { en: 'about', fr: 'environ' },
      at_least: { en: 'at least', fr: 'au moins' },
      at_most: { en: 'at most', fr: 'au plus' },
    },
    groups,
    projects: named,
    visibilities: {
      public: { en: 'public', fr: 'publique' },
      restricted: { en: 'restricted', fr: 'à diffusion restreinte' },
    },
    unnamed: {
      project: { en: 'no project', fr: 'sans projet' },
      partner: { en: 'not public', fr: 'non public' },
      organisation: { en: 'not public', fr: 'non public' },
    },
  };
}
