import { mostBytes } from '../partner-api/contract.ts';
import { type Activity, activity } from '../words/activity.ts';
import { firstDay, lastDay, monthOf } from '../words/calendar.ts';
import type { Partner } from '../words/partner.ts';
import type { Project } from '../words/project.ts';
import type { Contribution } from '../words/public-record.ts';
import { completedInFuture, oddities, type ValidFields } from './activity-warnings.ts';
import { at, error, type Finding, pathedFindingsOf, suggesting, warning } from './finding.ts';
import { nearDuplicates } from './near-duplicate.ts';
import { said } from './said.ts';
import { suggestionsFor } from './suggestion.ts';

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
  nearby: (month: string, reference: string) => Promise<readonly Contribution[]>;
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
const size = (accepted: Activity | undefined): Finding[] =>
  accepted !== undefined && new TextEncoder().encode(JSON.stringify(accepted)).length > mostBytes
    ? [
        error(
          'too_long',
          [],
          said('has more than %{most} bytes once its texts are in NFC', { most: mostBytes }),
        ),
      ]
    : [];

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

/** A partner that is limited to some projects may not post an activity without one either. */
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
