import * as z from 'zod';
import {
  type AnswerLanguage,
  inLanguage,
  isPlainSentence,
  type PlainSentence,
  type Said,
  said,
} from '../words/bilingual.ts';

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
  'no_project',
  'unknown_mode',
  'outside_project',
  'country_outside_project',
  'probable_duplicate',
  'completed_in_future',
  'planned_in_past',
  'organisation_spelling',
  'contradiction',
  'not_ratified',
  'not_invited',
  'in_force_twice',
  'out_of_order',
  'no_amount',
] as const;

/** One remark on a submission, as it is told. */
export const finding = z.strictObject({
  severity: z
    .enum(['error', 'warning'])
    .meta({ description: 'An error refuses the submission, a warning does not.', examples: ['error'] }),
  code: z
    .enum(findingCodes)
    .meta({ description: 'What it is. Codes never change their meaning.', examples: ['unknown_country'] }),
  pointer: z.string().meta({
    description: 'Where it is: a JSON Pointer (RFC 6901) into the activity, or into what else was sent.',
    examples: ['/countries/0/code'],
  }),
  detail: z.string().meta({
    description: 'What is wrong, in a sentence whose subject is the field.',
    examples: ['is not a code of ISO 3166-1 (nor XK); write "GB"'],
  }),
  suggestion: z
    .json()
    .meta({
      description:
        'What to write there, where only one thing can be meant: a value; for an unknown field or language the name.',
      examples: ['GB'],
    })
    .optional(),
});
type Worded = z.infer<typeof finding>;
type Code = Worded['code'];

/** A remark with what it says, so that its detail (in English) can be said in another language. */
export type Finding = Worded & { says?: Said };

/** The remark as it is told in a language. One of which only the English is known is told in English. */
export function worded({ says, ...remark }: Finding, language: AnswerLanguage): Worded {
  return says === undefined ? remark : { ...remark, detail: inLanguage(says, language) };
}

/** The JSON Pointer (RFC 6901) of a path. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A finding that refuses the submission. */
export const error = (
  code: Code,
  path: readonly PropertyKey[],
  detail: PlainSentence | Said,
  severity: Worded['severity'] = 'error',
): Finding => {
  const says = typeof detail === 'string' ? said(detail) : detail;
  return { severity, code, pointer: pointerTo(path), detail: inLanguage(says, 'en'), says };
};

/** A finding that lets the submission pass. */
export const warning = (code: Code, path: readonly PropertyKey[], detail: PlainSentence | Said): Finding =>
  error(code, path, detail, 'warning');

const json = z.json();

/** The finding with what may be written instead: the one thing that can be meant, or those that may be. */
export function suggesting(remark: Finding, instead: readonly unknown[]): Finding {
  if (remark.says === undefined || instead.length === 0) return remark;
  const says = { ...remark.says, instead };
  const [only] = instead;
  return {
    ...remark,
    detail: inLanguage(says, 'en'),
    says,
    ...(instead.length === 1 ? { suggestion: json.parse(only) } : {}),
  };
}

/** Every issue that a schema found in `input`, as findings in the order of the document. */
export const findingsOf = (issues: readonly z.core.$ZodIssue[], input: unknown): Finding[] =>
  pathedFindingsOf(issues, input).map(({ remark }) => remark);

/** The same, each with the path to what it is about as it stands in the input. */
export const pathedFindingsOf = (
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
): { remark: Finding; path: readonly PropertyKey[] }[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key],
          remark: error('unknown_field', [...issue.path, shortened(key)], 'is not a field of the register'),
        }))
      : [
          {
            path: issue.path,
            remark: error(codeOf(issue, input), issue.path.map(shortened), sentenceOf(issue, input)),
          },
        ],
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

function sentenceOf(issue: z.core.$ZodIssue, input: unknown): Said {
  switch (issue.code) {
    case 'invalid_type':
      if (at(input, issue.path) === undefined) return said('is required');
      return kinds[issue.expected] ?? said('is not %{kind}', { kind: issue.expected });
    case 'invalid_value':
      return at(input, issue.path) === undefined
        ? said('is required')
        : said('is none of: %{values}', { values: issue.values.map(String) });
    case 'too_big': {
      const most = Number(issue.maximum);
      if (issue.origin === 'string') return said('has more than %{most} characters', { most });
      if (issue.origin === 'array') return said('has more than %{most} items', { most });
      return said('is more than %{most}', { most });
    }
    case 'too_small': {
      const least = Number(issue.minimum);
      if (issue.origin === 'string') return said('has fewer than %{least} characters', { least });
      if (issue.origin === 'array') return said('has fewer than %{least} items', { least });
      return issue.inclusive
        ? said('is less than %{least}', { least })
        : said('is not more than %{least}', { least });
    }
    case 'invalid_key':
      return said('has a name that %{fault}', { fault: ruleOf(issue.issues[0]?.message ?? issue.message) });
    default:
      return ruleOf(issue.message);
  }
}

/** What a rule of a schema says, which is a sentence of the catalogue. */
const ruleOf = (rule: string): Said =>
  isPlainSentence(rule) ? said(rule) : said('breaks a rule of the schema: %{rule}', { rule });

const kinds: Record<string, Said> = {
  string: said('is not a text'),
  number: said('is not a number'),
  int: said('is not a whole number'),
  boolean: said('is not true or false'),
  array: said('is not a list'),
  object: said('is not an object'),
  record: said('is not an object of texts by language, such as {"en": "..."}'),
};

/** The value at a path of the input; undefined where there is none. */
export function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    input,
  );
}

/**
 * How many bytes of findings (JSON) an answer has at most that may be kept under an idempotency key: it must fit into
 * a row of the register, which has 400 KB.
 */
const mostBytesOfFindings = 200_000;

/** Gives of each list it is called with the first findings, as many as there is still room for in all. */
export function listing(room = mostBytesOfFindings): (findings: readonly Finding[]) => Finding[] {
  let left = room;
  return (findings) => {
    const end = findings.findIndex((each) => {
      left -= bytesOf(each);
      return left < 0;
    });
    return findings.slice(0, end === -1 ? undefined : end);
  };
}

/** How many bytes a value has as JSON in UTF-8. */
export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
