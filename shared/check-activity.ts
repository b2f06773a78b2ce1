import { type Activity, activity } from './activity.ts';
import { firstDay, lastDay } from './calendar.ts';
import { mostBytes } from './contract.ts';
import { error, type Finding, findingsOf, warning } from './finding.ts';
import { isKnownGroup } from './group.ts';
import type { Partner } from './partner.ts';
import { type Project, runsWithin, versionOn } from './project.ts';

/** What a submission is held against: who sends it, the reference in its address if any, and the portfolio. */
export type CheckContext = {
  partner: Partner;
  reference?: string;
  project: (code: string) => Promise<Project | undefined>;
};

export type Checked = { activity: Activity | undefined; findings: Finding[] };

/**
 * Holds a body against the schema and the rules between fields, and gives all findings at once: a rule is tried
 * wherever the fields it needs are valid by themselves. `activity` is there if no finding is an error.
 */
export async function checkActivity(body: unknown, context: CheckContext): Promise<Checked> {
  const input = withReference(body, context.reference);
  const parsed = activity.safeParse(input);
  const schemaFindings = parsed.success ? [] : findingsOf(parsed.error.issues, input);
  const valid = <Field extends keyof Activity>(field: Field): Activity[Field] | undefined => {
    if (!isObject(input)) return undefined;
    const result = activity.shape[field].safeParse(Object.hasOwn(input, field) ? input[field] : undefined);
    return result.success ? (result.data as Activity[Field]) : undefined;
  };
  const findings = [
    ...schemaFindings,
    ...size(parsed.data),
    ...identity(body, context),
    ...dates(valid('start'), valid('end')),
    ...(await projects(valid('projects'), valid('start'), valid('end'), context)),
    ...scope(valid('countries'), valid('groups')),
    ...(valid('mode') === 'unknown'
      ? [warning('unknown_mode', ['mode'], 'is unknown; the online share counts it as not online')]
      : []),
  ];
  const refused = findings.some(({ severity }) => severity === 'error');
  return { activity: refused ? undefined : parsed.data, findings };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body with the reference of the address, where the body itself names none. */
const withReference = (body: unknown, named: string | undefined): unknown =>
  named !== undefined && isObject(body) && !Object.hasOwn(body, 'reference')
    ? { ...body, reference: named }
    : body;

/** Normalization can make a text three times as long, and what is accepted must fit into a row of the register. */
const size = (accepted: Activity | undefined): Finding[] =>
  accepted !== undefined && new TextEncoder().encode(JSON.stringify(accepted)).length > mostBytes
    ? [error('too_long', [], `has more than ${mostBytes} bytes once its texts are in NFC`)]
    : [];

const identity = (body: unknown, { reference }: CheckContext): Finding[] =>
  reference !== undefined &&
  isObject(body) &&
  Object.hasOwn(body, 'reference') &&
  body.reference !== reference
    ? [error('identifier_differs', ['reference'], 'differs from the reference in the address')]
    : [];

const dates = (start: string | undefined, end: string | undefined): Finding[] =>
  start !== undefined && end !== undefined && lastDay(end) < firstDay(start)
    ? [error('ends_before_start', ['end'], 'is before the start')]
    : [];

async function projects(
  codes: readonly string[] = [],
  start: string | undefined,
  end: string | undefined,
  { partner, project }: CheckContext,
): Promise<Finding[]> {
  const found = await Promise.all(codes.map(project));
  const own = partner.projects;
  const foreign = own !== undefined && codes.length > 0 && !codes.some((code) => own.includes(code));
  return [
    ...found.flatMap((known, at) => {
      if (known === undefined)
        return [error('unknown_project', ['projects', at], 'is no project of the portfolio')];
      if (start === undefined) return [];
      const version = versionOn(known, firstDay(start)) ?? known.versions[0];
      const inside = version === undefined || runsWithin(version, firstDay(start), lastDay(end ?? start));
      return inside
        ? []
        : [warning('outside_project', ['projects', at], 'does not run on the dates of the activity')];
    }),
    ...(foreign
      ? [
          error(
            'project_not_yours',
            ['projects'],
            `names none of the projects of your key: ${own.join(', ')}`,
          ),
        ]
      : []),
  ];
}

const scope = (
  countries: Activity['countries'] | undefined,
  groups: Activity['groups'] | undefined,
): Finding[] => [
  ...(countries?.length === 0 && groups?.length === 0
    ? [warning('no_country', ['countries'], 'names no country, nor does /groups name a group')]
    : []),
  ...(groups ?? []).flatMap((code, at) =>
    isKnownGroup(code)
      ? []
      : [warning('unknown_group', ['groups', at], 'is a group the register has no name for')],
  ),
];
