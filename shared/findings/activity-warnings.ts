import { otherSpelling } from '../printed/printed-organisation.ts';
import type { Activity } from '../words/activity.ts';
import { firstDay, lastDay, monthOf } from '../words/calendar.ts';
import { isKnownGroup } from '../words/group.ts';
import { type Project, runsWithin, versionOn } from '../words/project.ts';
import { error, type Finding, suggesting, warning } from './finding.ts';
import { said } from './said.ts';

/** The fields of an activity that are valid by themselves. */
export type ValidFields = { [Field in keyof Activity]?: Activity[Field] | undefined };

/** Adds to a remark what to write instead, where something is near to the value at the path. */
type Suggest = (found: { remark: Finding; path: readonly PropertyKey[] }) => Finding;

/**
 * What is odd about the fields of an activity, and may be right all the same. `projects` are those that it names,
 * `today` is the day of the request.
 */
export const oddities = (
  fields: ValidFields,
  projects: readonly (Project | undefined)[],
  today: string,
  suggested: Suggest,
): Finding[] => [
  ...plannedInPast(fields, today),
  ...(fields.projects?.length === 0
    ? [warning('no_project', ['projects'], 'names no project, and will be counted under no project')]
    : []),
  ...outsideProjects(fields, projects),
  ...countriesOutsideProjects(fields, projects),
  ...scope(fields, suggested),
  ...spellings(fields),
  ...(fields.mode === 'unknown'
    ? [warning('unknown_mode', ['mode'], 'is unknown; the online share counts it as not online')]
    : []),
];

/**
 * An activity that is said to be completed and starts or ends after the day of the request, or in a later month than
 * that: an error, which refuses it.
 */
export function completedInFuture({ status, start, end }: ValidFields, today: string): Finding[] {
  const future = ([, date = '']: [string, string | undefined]) => firstDay(date) > today;
  const field = status === 'completed' && [...Object.entries({ start, end })].find(future)?.[0];
  if (!field) return [];
  const says = 'is after %{today}, the day of this request: what is still to come is not completed';
  return [error('completed_in_future', [field], said(says, { today }))];
}

/** An activity that is said to be planned and was to start before the day of the request, or in a month that is over. */
function plannedInPast({ status, start }: ValidFields, today: string): Finding[] {
  if (status !== 'planned' || start === undefined || lastDay(start) >= today) return [];
  const says = 'is before %{today}, the day of this request, and the activity still planned';
  return [warning('planned_in_past', ['start'], said(says, { today }))];
}

/** Organisations whose names differ from those of known ones in nothing that tells one from another. */
const spellings = ({ partners = [] }: ValidFields): Finding[] =>
  partners.flatMap(({ name }, at) => {
    const spelling = otherSpelling(name);
    if (spelling === undefined) return [];
    const remark = warning(
      'organisation_spelling',
      ['partners', at, 'name'],
      'is not how this organisation is written elsewhere',
    );
    return [suggesting(remark, [spelling])];
  });

const outsideProjects = (
  { start, end }: ValidFields,
  projects: readonly (Project | undefined)[],
): Finding[] =>
  projects.flatMap((project, at) => {
    if (project === undefined || start === undefined) return [];
    const version = versionOn(project, firstDay(start)) ?? project.versions[0];
    const inside = version === undefined || runsWithin(version, firstDay(start), lastDay(end ?? start));
    return inside
      ? []
      : [warning('outside_project', ['projects', at], 'does not run on the dates of the activity')];
  });

/**
 * Countries that none of the projects lists in the month of the start. A host need not be listed; nothing is said
 * unless every project is known and lists countries for that month.
 */
function countriesOutsideProjects(
  { start, countries = [] }: ValidFields,
  projects: readonly (Project | undefined)[],
): Finding[] {
  if (start === undefined || projects.length === 0) return [];
  const month = monthOf(start);
  const listed = projects.map((project) =>
    (project?.countries ?? []).filter(({ from = month, to = month }) => from <= month && month <= to),
  );
  if (listed.some((ofProject) => ofProject.length === 0)) return [];
  const known = new Set(listed.flat().map(({ code }) => code));
  const codes = projects.flatMap((project) => (project === undefined ? [] : [project.code]));
  return countries.flatMap(({ code, role }, at) =>
    role === 'host' || known.has(code)
      ? []
      : [
          warning(
            'country_outside_project',
            ['countries', at, 'code'],
            said('is not among the countries of %{projects} in %{month}', { projects: codes, month }),
          ),
        ],
  );
}

const scope = ({ countries, groups }: ValidFields, suggested: Suggest): Finding[] => [
  ...(countries?.length === 0 && groups?.length === 0
    ? [warning('no_country', ['countries'], 'names no country, nor does /groups name a group')]
    : []),
  ...(groups ?? []).flatMap((code, at) => {
    const path = ['groups', at];
    const remark = warning('unknown_group', path, 'is a group the register has no name for');
    return isKnownGroup(code) ? [] : [suggested({ remark, path })];
  }),
];
