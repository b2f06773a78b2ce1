import * as z from 'zod';

/** Every code a finding may bear. Codes never change their meaning; new ones may be added. */
export const findingCodes = [
  'missing',
  'unknown_field',
  'wrong_type',
  'not_one_of',
  'too_long',
  'too_short',
  'too_large',
  'too_small',
  'bad_format',
  'duplicate',
  'no_such_day',
  'ends_before_start',
  'women_exceed_participants',
  'unknown_country',
  'shares_not_100',
  'identifier_differs',
  'unknown_project',
  'project_not_yours',
  'unknown_group',
  'no_country',
  'unknown_mode',
  'outside_project',
] as const;

/** One remark on a submission. An error refuses it, a warning does not. `pointer` is a JSON Pointer (RFC 6901). */
export const finding = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.enum(findingCodes),
  pointer: z.string(),
  detail: z.string(),
});
export type Finding = z.infer<typeof finding>;
type Code = Finding['code'];

/** The JSON Pointer (RFC 6901) of a path. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A finding that refuses the submission. */
export const error = (code: Code, path: readonly PropertyKey[], detail: string): Finding => ({
  severity: 'error',
  code,
  pointer: pointerTo(path),
  detail,
});

/** A finding that lets the submission pass. */
export const warning = (code: Code, path: readonly PropertyKey[], detail: string): Finding => ({
  ...error(code, path, detail),
  severity: 'warning',
});

/** Every issue that a schema found in `input`, as findings in the order of the document. */
export const findingsOf = (issues: readonly z.core.$ZodIssue[], input: unknown): Finding[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) =>
          error('unknown_field', [...issue.path, shortened(key)], 'is not a field of the register'),
        )
      : [error(codeOf(issue, input), issue.path.map(shortened), sentenceOf(issue, input))],
  );

const shortened = <Step extends PropertyKey>(step: Step): Step | string =>
  typeof step === 'string' && step.length > 100 ? `${step.slice(0, 100)}…` : step;

function codeOf(issue: z.core.$ZodIssue, input: unknown): Code {
  switch (issue.code) {
    case 'invalid_type':
      return at(input, issue.path) === undefined ? 'missing' : 'wrong_type';
    case 'invalid_value':
      return at(input, issue.path) === undefined ? 'missing' : 'not_one_of';
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too_long' : 'too_large';
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too_short' : 'too_small';
    case 'custom': {
      const code = findingCodes.find((known) => known === issue.params?.code);
      return code ?? 'bad_format';
    }
    default:
      return 'bad_format';
  }
}

function sentenceOf(issue: z.core.$ZodIssue, input: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return at(input, issue.path) === undefined
        ? 'is required'
        : `is not ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return at(input, issue.path) === undefined ? 'is required' : `is none of: ${issue.values.join(', ')}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `has more than ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'items'}`
        : `is more than ${issue.maximum}`;
    case 'too_small':
      if (issue.origin === 'number')
        return issue.inclusive ? `is less than ${issue.minimum}` : `is not more than ${issue.minimum}`;
      return `has fewer than ${issue.minimum} ${issue.origin === 'string' ? 'characters' : 'items'}`;
    case 'invalid_key':
      return `has a name that ${issue.issues[0]?.message ?? 'is not allowed'}`;
    default:
      return issue.message;
  }
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object of texts by language, such as {"en": "..."}',
};

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    input,
  );
}
