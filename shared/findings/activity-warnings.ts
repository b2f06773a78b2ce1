import type { Activity } from '../words/activity.ts';
import { firstDay, lastDay, monthOf } from '../words/calendar.ts';
import { isKnownGroup } from '../words/group.ts';
import { type Project, runsWithin, versionOn } from '../words/project.ts';
import { type Finding, warning } from './finding.ts';
import { said } from './said.ts';

/** The fields of an activity that are valid by themselves. */
export type ValidFields = { [Field in keyof Activity]?: Activity[Field] | undefined };

/** Adds to a remark what to write instead, where something is near to the value at the path. */
type Suggest = (found: { remark: Finding; path: readonly PropertyKey[] }) => Finding;

/** What is odd about the fields of an activity, and may be right all the same. `projects` are those that it names. */
export const oddities = (
  fields: ValidFields,
  projects: readonly (Project | undefined)[],
  suggested: Suggest,
): Finding[] => [
  ...outsideProjects(fields, projects),
  ...countriesOutsideProjects(fields, projects),
  ...scope(fields, suggested),
  ...(fields.mode === 'unknown'
    ? [warning('unknown_mode', ['mode'], 'is unknown; the online share counts it as not online')]
    : []),
];

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
