import * as z from 'zod';
import { month } from '../words/calendar.ts';
import { countryCode, countryShown } from '../words/country.ts';
import { groupNames, isKnownGroup } from '../words/group.ts';
import { about, activity, capital, inWord, inWords, withNoun } from '../words/in-words.ts';
import { partnerId } from '../words/partner.ts';
import { projectCode } from '../words/project.ts';
import { type Names, names, shownText } from '../words/text.ts';
import type { FigureName } from './definition.ts';
import definitions from './definitions.json' with { type: 'json' };
import { figure, type Published, type Saying } from './figure.ts';
import { priorityCountries } from './reach.ts';
import { lowestTerms, percent } from './rounding.ts';
import { count, nameOf, type Summary, tally, wholeShare } from './summary.ts';

const rows = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.array(z.strictObject(shape));

/** What a country is to activities: counts by role, and by which it is reached: done, for it or with it. */
export const countryRoles = { reached: tally, beneficiary: tally, participant: tally, host: tally };

const fraction = z.strictObject({ numerator: count, denominator: z.int().min(1), value: z.number() });
const fractionOf = (parts: number): z.infer<typeof fraction> => ({
  ...lowestTerms(parts, wholeShare),
  value: percent(parts, wholeShare * 100),
});

/** A breakdown of which each row has a name, and counts. */
function by<Id extends FigureName, Name extends z.core.$ZodLooseShape>(
  id: Id,
  name: Name,
  of: (merged: Summary) => z.output<ReturnType<typeof rows<Name & typeof tally.shape>>>,
) {
  return figure(id, ['activities'], { value: rows({ ...name, ...tally.shape }) }, ({ merged }) => ({
    value: of(merged),
  }));
}

const byProject = figure(
  'byProject',
  ['activities'],
  {
    value: rows({
      /** Null: of no project. */
      project: projectCode.nullable(),
      whole: tally,
      shared: z.strictObject({ activities: fraction, units: fraction }),
    }),
    more: { columns: z.strictObject({ whole: shownText, shared: shownText }) },
  },
  ({ merged }) => ({
    value: merged.byProject.map(({ key, whole, shared }) => ({
      project: nameOf(key),
      whole,
      shared: { activities: fractionOf(shared.activities), units: fractionOf(shared.units) },
    })),
    columns: definitions.byProject.columns,
  }),
);
const additive = z.strictObject({ whole: z.literal(false), shared: z.literal(true) });

/** The same activities, counted by each of their properties. */
export const breakdownFigures = {
  byProject: {
    schema: byProject.schema.extend({ additive }),
    of: (ground: Parameters<typeof byProject.of>[0]) => ({
      ...byProject.of(ground),
      additive: { whole: false as const, shared: true as const },
    }),
  },
  byCountry: figure(
    'byCountry',
    ['activities', 'projects'],
    {
      value: rows({
        country: countryCode,
        names,
        note: shownText.optional(),
        priority: z.boolean(),
        ...countryRoles,
      }),
    },
    ({ months, projects, merged }) => {
      const priority = priorityCountries({ months, projects });
      const value = merged.byCountry.map(({ key, ...counts }) => {
        const { code, ...shown } = countryShown(key);
        return { country: code, ...shown, priority: priority.has(code), ...counts };
      });
      return { value };
    },
  ),
  byGroup: by('byGroup', { group: z.string(), names }, ({ byGroup }) =>
    byGroup.map(({ key, ...counts }) => ({ group: key, names: groupNames(key), ...counts })),
  ),
  byType: by('byType', { type: z.string() }, ({ byType }) =>
    byType.map(({ key: type, ...counts }) => ({ type, ...counts })),
  ),
  byMode: by('byMode', { mode: z.string() }, ({ byMode }) =>
    byMode.map(({ key: mode, ...counts }) => ({ mode, ...counts })),
  ),
  byTheme: by('byTheme', { theme: z.string() }, ({ byTheme }) =>
    byTheme.map(({ key: theme, ...counts }) => ({ theme, ...counts })),
  ),
  byMonth: by('byMonth', { month }, ({ byMonth }) =>
    byMonth.map(({ key: month, ...counts }) => ({ month, ...counts })),
  ),
  /** Null: not public, for the activities are restricted. */
  byPartner: by('byPartner', { partner: partnerId.nullable() }, ({ byPartner }) =>
    byPartner.map(({ key, ...counts }) => ({ partner: nameOf(key), ...counts })),
  ),
  byOrganisation: by('byOrganisation', { organisation: z.string().nullable() }, ({ byOrganisation }) =>
    byOrganisation.map(({ key, ...counts }) => ({ organisation: nameOf(key), ...counts })),
  ),
  byStatus: by('byStatus', { status: z.string() }, ({ byStatus }) =>
    byStatus.map(({ key: status, ...counts }) => ({ status, ...counts })),
  ),
};

type Groups = Published<Pick<typeof breakdownFigures, 'byGroup'>>;

export const breakdownSentences = {
  groups: { figures: ['byGroup'], text: groupsIn },
} satisfies Record<string, Saying<Groups>>;

/** The groups of countries that activities name; undefined where there are none. */
function groupsIn({ byGroup: { value: rows } }: Groups): Names | undefined {
  // A code that the register has no name for is a text of a partner's own, and no name to be printed.
  const named = rows.filter(({ group }) => isKnownGroup(group));
  if (named.length === 0) return undefined;
  const nameless = inWord(rows.length - named.length, 'un');
  const list = inWords([
    ...named.map(({ names, activities }) => {
      const number = about(activities, activity);
      return { en: `${names.en} (${number.en})`, fr: `${names.fr} (${number.fr})` };
    }),
    ...(named.length === rows.length
      ? []
      : [
          {
            en: `${nameless.en} the register has no name for`,
            fr: `${nameless.fr} dont le registre ne connaît pas le nom`,
          },
        ]),
  ]);
  const groups = withNoun(rows.length, {
    en: ['group of countries', 'groups of countries'],
    fr: ['groupe de pays', 'groupes de pays', 'un'],
  });
  const how =
    rows.length === 1
      ? {
          en: 'is named as such, its members being counted only where named themselves',
          fr: 'est nommé en tant que tel, ses membres n’étant comptés que s’ils sont nommés eux-mêmes',
        }
      : {
          en: 'are named as such, their members being counted only where named themselves',
          fr: 'sont nommés en tant que tels, leurs membres n’étant comptés que s’ils sont nommés eux-mêmes',
        };
  return {
    en: `${capital(groups.en)} ${how.en}: ${list.en}.`,
    fr: `${capital(groups.fr)} ${how.fr}\u00A0: ${list.fr}.`,
  };
}
