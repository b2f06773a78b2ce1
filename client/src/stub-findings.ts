import type { Activity, Finding, NewActivity } from './contract.ts';

// What the stub looks at in an activity: that it has the fields it must have and no others, and the form of those few.
// It refuses nothing that the register takes, and takes much that the register refuses.

type Names<Value extends string> = Record<Value, true>;

const statuses: Names<Activity['status']> = {
  planned: true,
  ongoing: true,
  completed: true,
  postponed: true,
  cancelled: true,
};
const modes: Names<Activity['mode']> = {
  in_person: true,
  online: true,
  hybrid: true,
  desk: true,
  unknown: true,
};
const types: Names<Activity['type']> = {
  workshop: true,
  training: true,
  training_of_trainers: true,
  conference: true,
  meeting: true,
  steering_committee: true,
  webinar: true,
  simulation_exercise: true,
  advisory_mission: true,
  assessment_visit: true,
  study_visit: true,
  legislative_drafting: true,
  working_group: true,
  desk_study: true,
  support_to_participation: true,
  online_resource: true,
  treaty_body_meeting: true,
  other: true,
};

/** What is wrong with a value that is there: the code and sentence of a finding; undefined if nothing is. */
type Look = (value: unknown) => Pick<Finding, 'code' | 'detail'> | undefined;

const anything: Look = () => undefined;
const matching =
  (form: RegExp, detail: string): Look =>
  (value) => {
    if (typeof value !== 'string') return { code: 'wrong_type', detail: 'is not a text' };
    return form.test(value) ? undefined : { code: 'bad_format', detail };
  };
const oneOf =
  (names: Names<string>): Look =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(names, value)
      ? undefined
      : { code: 'not_one_of', detail: `is none of: ${Object.keys(names).join(', ')}` };
const dayOrMonth = matching(
  /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/,
  'is not a day or a month such as "2020-03-15" or "2020-03"',
);

/** Every field of an activity: whether it must be there, and how its value is looked at. */
const fields: { [Field in keyof Required<NewActivity>]: [mustBeThere: boolean, look: Look] } = {
  reference: [
    true,
    matching(
      /^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,99}$/,
      'is not 1 to 100 of the characters A-Z a-z 0-9 . _ ~ : + - (the first a letter or a digit)',
    ),
  ],
  title: [true, anything],
  description: [false, anything],
  projects: [false, anything],
  start: [true, dayOrMonth],
  end: [false, dayOrMonth],
  status: [true, oneOf(statuses)],
  mode: [true, oneOf(modes)],
  type: [true, oneOf(types)],
  themes: [false, anything],
  countries: [false, anything],
  groups: [false, anything],
  venue: [false, anything],
  partners: [false, anything],
  participants: [false, anything],
  languages: [false, anything],
  units: [false, anything],
  links: [false, anything],
  visibility: [false, anything],
};

/** What the register takes for a field that is left out. */
const defaults = {
  projects: [],
  themes: [],
  countries: [],
  groups: [],
  partners: [],
  languages: [],
  units: 1,
  links: [],
  visibility: 'public',
} satisfies Partial<Activity>;

/**
 * Looks at the body of a submission, of which an address may name the reference: gives the activity with its defaults,
 * or the findings (errors, in English) that refuse it, and its reference where that can be read.
 */
export function lookAt(
  body: unknown,
  named?: string,
): { activity: Activity } | { findings: Finding[]; reference?: string } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { findings: [finding('', { code: 'wrong_type', detail: 'is not an object' })] };
  const given: Record<string, unknown> = named === undefined ? { ...body } : { reference: named, ...body };
  const findings = [
    ...Object.entries(fields).flatMap(([field, [mustBeThere, look]]) => {
      if (given[field] !== undefined) return found(field, look(given[field]));
      return mustBeThere ? [finding(`/${field}`, { code: 'missing', detail: 'is required' })] : [];
    }),
    ...Object.keys(given)
      .filter((field) => !Object.hasOwn(fields, field))
      .map((field) =>
        finding(`/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`, {
          code: 'unknown_field',
          detail: 'is not a field of the register',
        }),
      ),
    ...(named !== undefined && given.reference !== named
      ? [
          finding('/reference', {
            code: 'identifier_differs',
            detail: 'differs from the reference in the address',
          }),
        ]
      : []),
  ];
  if (findings.length === 0) return { activity: { ...defaults, ...given } as unknown as Activity };
  const { reference } = given;
  const isReadable = typeof reference === 'string' && fields.reference[1](reference) === undefined;
  return { findings, ...(isReadable ? { reference } : {}) };
}

const finding = (pointer: string, what: Pick<Finding, 'code' | 'detail'>): Finding => ({
  severity: 'error',
  ...what,
  pointer,
});
const found = (field: string, fault: ReturnType<Look>): Finding[] =>
  fault === undefined ? [] : [finding(`/${field}`, fault)];
