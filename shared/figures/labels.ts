import * as z from 'zod';
import { groupCodes } from '../words/group.ts';
import type { Project } from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { names } from '../words/text.ts';
import * as vocabulary from '../words/vocabulary.ts';
import definitions from './definitions.json' with { type: 'json' };

const byCode = z.record(z.string(), names);
type Labels = z.infer<typeof byCode>;
const calling = (what: string) => byCode.meta({ description: `What to call ${what}.` });

/**
 * What to call every code of the feed, by kind: figures by their titles, the codes of activities as written within a
 * sentence (French agrees with "activité"), projects by the names the portfolio gives them. Countries bear their names
 * wherever they stand.
 */
export const labels = z.strictObject({
  figures: calling('each figure, by its id'),
  statuses: calling('each status, by its code'),
  types: calling('each type, by its code'),
  modes: calling('each mode, by its code'),
  themes: calling('each field of support, by its code'),
  countryRoles: calling('the roles of countries, by their codes'),
  organisationRoles: calling('the roles of organisations, by their codes'),
  qualifiers: calling('how exactly a number is known, by its code'),
  groups: calling('each group of countries, by its code'),
  projects: calling('each project, by its code'),
  visibilities: calling('each visibility, by its code'),
  unnamed: calling('the row of a breakdown in which a field is null, by the field'),
});

/** The labels of the register, and of a portfolio. */
export const labelsOf = (projects: readonly Project[]): z.infer<typeof labels> => ({
  figures: Object.fromEntries(Object.entries(definitions).map(([id, { title }]) => [id, title])),
  statuses: vocabulary.statusNames,
  types: vocabulary.typeNames,
  modes: { ...vocabulary.modeNames, unknown: { en: 'not stated', fr: 'non précisé' } } as Labels,
  themes: vocabulary.themeNames,
  countryRoles,
  organisationRoles: vocabulary.organisationRoleNames,
  qualifiers,
  groups: Object.fromEntries(groupCodes().map(({ code, names }) => [code, names])),
  projects: Object.fromEntries(
    [...projects]
      .sort((one, other) => byCodeUnit(one.code, other.code))
      .map(({ code, names }) => [code, names]),
  ),
  visibilities,
  unnamed,
});

const countryRoles: Labels = {
  beneficiary: { en: 'beneficiary', fr: 'bénéficiaire' },
  participant: { en: 'participant', fr: 'participant' },
  host: { en: 'host', fr: 'hôte' },
  reached: { en: 'beneficiary or participant', fr: 'bénéficiaire ou participant' },
};

const visibilities: Labels = {
  public: { en: 'public', fr: 'publique' },
  restricted: { en: 'restricted', fr: 'à diffusion restreinte' },
};

const notPublic = { en: 'not public', fr: 'non public' };
const unnamed: Labels = {
  project: { en: 'no project', fr: 'sans projet' },
  partner: notPublic,
  organisation: notPublic,
};

const qualifiers: Labels = {
  exact: { en: 'exactly', fr: 'exactement' },
  about: { en: 'about', fr: 'environ' },
  at_least: { en: 'at least', fr: 'au moins' },
  at_most: { en: 'at most', fr: 'au plus' },
};
