import * as z from 'zod';
import { month } from '../words/calendar.ts';
import { countryCode, countryShown, designationNote } from '../words/country.ts';
import { groupNames, isKnownGroup } from '../words/group.ts';
import { about, activity, capital, inWord, inWords, withNoun } from '../words/in-words.ts';
import { partnerId } from '../words/partner.ts';
import { projectCode } from '../words/project.ts';
import { type Names, names, shownText } from '../words/text.ts';
import { type FigureName, titleOf } from './definition.ts';
import definitions from './definitions.json' with { type: 'json' };
import { figure, type Published, quotient, type Saying, whetherAdditive } from './figure.ts';
import { priorityCountries } from './reach.ts';
import { lowestTerms, percent } from './rounding.ts';
import { nameOf, type Summary, tally, wholeShare } from './summary.ts';

const rows = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.array(z.strictObject(shape));

/** What a country is to activities: counts by role, and by which it is reached: done, for it or with it. */
export const countryRoles = {
  reached: tally.meta({ description: 'Activities in which it was a beneficiary or a participant.' }),
  beneficiary: tally.meta({ description: 'Activities in which it was a beneficiary.' }),
  participant: tally.meta({ description: 'Activities in which it was a participant.' }),
  host: tally.meta({ description: 'Activities that it hosted.' }),
};

/** How a country stands at the head of a row: by its code, its names and their note, and whether it is a priority. */
export const countryHead = {
  country: countryCode,
  names,
  note: designationNote.optional(),
  priority: z.boolean().meta({ description: 'Whether it is a priority country of a project.' }),
};

/** The project of a row. */
export const projectOrNone = projectCode
  .nullable()
  .meta({ description: 'The code of the project; null where activities name none.' });

const fraction = z.strictObject({
  numerator: quotient.numerator,
  denominator: quotient.denominator.min(1),
  value: z.number().meta({ description: 'The fraction, rounded to two decimals.' }),
});
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

const { columns } = definitions.byProject;
const wholeColumn = { description: `${capital(columns.whole.en)}.` };
const sharedColumn = { description: `${capital(columns.shared.en)}.` };
const byProject = figure(
  'byProject',
  ['activities'],
  {
    value: rows({
      project: projectOrNone,
      whole: tally.meta(wholeColumn),
      shared: z
        .strictObject({
          activities: fraction.meta({ description: tally.shape.activities.description }),
          units: fraction.meta({ description: tally.shape.units.description }),
        })
        .meta(sharedColumn),
    }),
    more: {
      columns: z
        .strictObject({ whole: shownText.meta(wholeColumn), shared: shownText.meta(sharedColumn) })
        .meta({ description: 'What each column of the breakdown says.' }),
    },
  },
  ({ merged }) => ({
    value: merged.byProject.map(({ key, whole, shared }) => ({
      project: nameOf(key),
      whole,
      shared: { activities: fractionOf(shared.activities), units: fractionOf(shared.units) },
    })),
    columns,
  }),
);
const additive = z
  .strictObject({
    whole: z.literal(false).meta(wholeColumn),
    shared: z.literal(true).meta(sharedColumn),
  })
  .meta({ description: whetherAdditive });

const code = (description: string) => z.string().meta({ description });

/** The same activities, counted by each of their properties. */
export const breakdownFigures = {
  byProject: {
    schema: byProject.schema.extend({ additive }).meta({ description: titleOf('byProject') }),
    of: (ground: Parameters<typeof byProject.of>[0]) => ({
      ...byProject.of(ground),
      additive: { whole: false as const, shared: true as const },
    }),
  },
  byCountry: figure(
    'byCountry',
    ['activities', 'projects'],
    {
      value: rows({ ...countryHead, ...countryRoles }),
    },
    ({ projects, merged }) => {
      const priority = priorityCountries({ merged, projects });
      const value = merged.byCountry.map(({ key, months: _months, ...counts }) => {
        const { code, ...shown } = countryShown(key);
        return { country: code, ...shown, priority: priority.has(code), ...counts };
      });
      return { value };
    },
  ),
  byGroup: by('byGroup', { group: code('The code of the group of countries.'), names }, ({ byGroup }) =>
    byGroup.map(({ key, ...counts }) => ({ group: key, names: groupNames(key), ...counts })),
  ),
  byType: by('byType', { type: code('What was done.') }, ({ byType }) =>
    byType.map(({ key: type, ...counts }) => ({ type, ...counts })),
  ),
  byMode: by('byMode', { mode: code('How it was held.') }, ({ byMode }) =>
    byMode.map(({ key: mode, ...counts }) => ({ mode, ...counts })),
  ),
  byTheme: by('byTheme', { theme: code('The field of support.') }, ({ byTheme }) =>
    byTheme.map(({ key: theme, ...counts }) => ({ theme, ...counts })),
  ),
  byMonth: by('byMonth', { month }, ({ byMonth }) =>
    byMonth.map(({ key: month, ...counts }) => ({ month, ...counts })),
  ),
  byPartner: by(
    'byPartner',
    {
      partner: partnerId.nullable().meta({
        description:
          'The id of the partner that posted; null where that is not public, for the activities are restricted.',
      }),
    },
    ({ byPartner }) => byPartner.map(({ key, ...counts }) => ({ partner: nameOf(key), ...counts })),
  ),
  byOrganisation: by(
    'byOrganisation',
    {
      organisation: z
        .string()
        .nullable()
        .meta({ description: 'The name of the organisation; null where that is not public.' }),
    },
    ({ byOrganisation }) =>
      byOrganisation.map(({ key, ...counts }) => ({ organisation: nameOf(key), ...counts })),
  ),
  byStatus: by('byStatus', { status: code('How far it has come.') }, ({ byStatus }) =>
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
