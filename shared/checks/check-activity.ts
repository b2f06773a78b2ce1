import { type Activity, activity } from '../words/activity.ts';
import { said } from '../words/bilingual.ts';
import { firstDay, lastDay, monthOf } from '../words/calendar.ts';
import { isKnownGroup } from '../words/group.ts';
import { mostBytes } from '../words/limits.ts';
import type { Partner } from '../words/partner.ts';
import { type Project, runsWithin, versionOn } from '../words/project.ts';
import type { Contribution } from '../words/public-record.ts';
import { at, error, type Finding, pathedFindingsOf, suggesting, warning } from './finding.ts';
import { nearDuplicates } from './near-duplicate.ts';
import { otherSpelling } from './printed/organisation.ts';
import { suggestionsFor } from './suggest.ts';

/** The fields of an activity that are valid by themselves. */
type ValidFields = { [Field in keyof Activity]?: Activity[Field] | undefined };

/** Adds to a remark what to write instead, where something is near to the value at the path. */
type Suggest = (found: { remark: Finding; path: readonly PropertyKey[] }) => Finding;

/**
 * What is odd about the fields of an activity, and may be right all the same. `projects` are those that it names,
 * `today` is the day of the request.
 */
const oddities = (
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
function completedInFuture({ status, start, end }: ValidFields, today: string): Finding[] {
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

/**
 * What a submission is held against: who sends it, the reference in its address if any, the day (UTC) of the request,
 * the portfolio (all of it is read where a project is not known), and what the partner contributes to a month beside a
 * reference.
 */
export type CheckContext = {
  partner: Partner;
  reference?: string;
  today: string;
  project: (code: string) => Promise<Project | undefined>;
  projects: () => Promise<readonly Project[]>;
  /** What is looked at for probable duplicates; without it none are looked for. */
  nearby?: (month: string, reference: string) => Promise<readonly Contribution[]>;
  /** For how many findings a suggestion may still be looked for; those that are looked for are taken off. */
  suggestions: { left: number };
};

export type Checked = { activity: Activity | undefined; findings: Finding[] };

/** For how many findings of a request a suggestion is looked for: the work of a hostile body must stay small. */
export const mostSuggestions = 50;

/**
 * Holds a body against the schema and the rules between fields, and gives all findings at once: a rule is tried
 * wherever the fields it needs are valid by themselves. `activity` is there if no finding is an error; only then are
 * duplicates looked for.
 */
export async function checkActivity(body: unknown, context: CheckContext): Promise<Checked> {
  const input = withReference(body, context.reference);
  const parsed = activity.safeParse(input);
  const fields = parsed.success ? parsed.data : validFieldsOf(input);
  const codes = fields.projects ?? [];
  const projects = await Promise.all(codes.map(context.project));
  const schemaFaults = parsed.success ? [] : pathedFindingsOf(parsed.error.issues, input);
  const isUnknown = projects.includes(undefined) || schemaFaults.some(({ path }) => path[0] === 'projects');
  const portfolio = isUnknown ? await context.projects() : [];
  const suggested = ({ remark, path }: { remark: Finding; path: readonly PropertyKey[] }) => {
    if (context.suggestions.left === 0) return remark;
    context.suggestions.left -= 1;
    return suggesting(remark, suggestionsFor(remark.code, path, at(input, path), portfolio));
  };
  const unknownProjects = projects.flatMap((known, place) =>
    known === undefined
      ? [
          {
            remark: error('unknown_project', ['projects', place], 'is no project of the portfolio'),
            path: ['projects', place],
          },
        ]
      : [],
  );
  const findings = [
    ...[...schemaFaults, ...unknownProjects].map(suggested),
    ...size(parsed.data),
    ...identity(body, context),
    ...dates(fields.start, fields.end),
    ...completedInFuture(fields, context.today),
    ...ownership(fields.projects, context.partner),
    ...oddities(fields, projects, context.today, suggested),
  ];
  if (parsed.data === undefined || findings.some(({ severity }) => severity === 'error'))
    return { activity: undefined, findings };
  return { activity: parsed.data, findings: [...findings, ...(await duplicates(parsed.data, context))] };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every field of a body that is valid by itself. */
function validFieldsOf(input: unknown): ValidFields {
  if (!isObject(input)) return {};
  return Object.fromEntries(
    Object.entries(activity.shape).flatMap(([field, schema]) => {
      const parsed = schema.safeParse(Object.hasOwn(input, field) ? input[field] : undefined);
      return parsed.success ? [[field, parsed.data]] : [];
    }),
  );
}

/** The body with the reference of the address, where the body itself names none. */
const withReference = (body: unknown, named: string | undefined): unknown =>
  named !== undefined && isObject(body) && !Object.hasOwn(body, 'reference')
    ? { ...body, reference: named }
    : body;

/** Normalization can make a text three times as long, and what is accepted must fit into a row of the register. */
function size(accepted: Activity | undefined): Finding[] {
  const text = accepted === undefined ? '' : JSON.stringify(accepted);
  // A code unit is three bytes at most.
  if (text.length * 3 <= mostBytes || new TextEncoder().encode(text).length <= mostBytes) return [];
  const says = said('has more than %{most} bytes once its texts are in NFC', { most: mostBytes });
  return [error('too_long', [], says)];
}

const identity = (body: unknown, { reference }: CheckContext): Finding[] =>
  reference !== undefined &&
  isObject(body) &&
  Object.hasOwn(body, 'reference') &&
  body.reference !== reference
    ? [
        error(
          'identifier_differs',
          ['reference'],
          said('differs from the %{field} in the address', { field: 'reference' }),
        ),
      ]
    : [];

const dates = (start: string | undefined, end: string | undefined): Finding[] =>
  start !== undefined && end !== undefined && lastDay(end) < firstDay(start)
    ? [error('ends_before_start', ['end'], 'is before the start')]
    : [];

/** A partner that is limited to some projects may not post an activity without one either. Decision 0021. */
const ownership = (codes: readonly string[] | undefined, { projects: own }: Partner): Finding[] =>
  own !== undefined && codes !== undefined && !codes.some((code) => own.includes(code))
    ? [
        error(
          'project_not_yours',
          ['projects'],
          said('names none of the projects of your key: %{projects}', { projects: own }),
        ),
      ]
    : [];

async function duplicates(accepted: Activity, { nearby }: CheckContext): Promise<Finding[]> {
  if (nearby === undefined) return [];
  const references = nearDuplicates(accepted, await nearby(monthOf(accepted.start), accepted.reference));
  return references.map((reference) =>
    warning(
      'probable_duplicate',
      [],
      said(
        'may be the same as your activity %{reference}: same days, shared countries or none, and nearly the same title',
        { reference },
      ),
    ),
  );
}
