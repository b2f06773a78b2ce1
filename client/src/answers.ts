import type * as contract from './contract.ts';

// The answers of the register as a client reads them. What the client itself relies on must be there; codes are open,
// and fields that it does not know are given on, so that an old client goes on working with a newer register.

/** A name that is known, or one that a newer register has added. */
type Open<Known extends string> = Known | (string & Record<never, never>);

/** A remark on a submission, in the language that was asked for. `suggestion` is what to write instead. */
export type Finding = Omit<contract.Finding, 'code'> & { code: Open<contract.Finding['code']> };

/** A problem document (RFC 9457). */
export type Problem = Omit<contract.Problem, 'code' | 'findings'> & {
  code: Open<contract.Problem['code']>;
  findings?: Finding[] | undefined;
};

/** The answer to a submission that was taken. `findings` are warnings. */
export type Accepted = Omit<contract.Accepted, 'findings'> & { findings: Finding[] };

/** The answer to a dry run that found no error. */
export type Checked = Omit<contract.Checked, 'findings'> & { findings: Finding[] };

/** The answer to a fact that was taken, such as a treaty event. `findings` are warnings. */
export type KeptFact<Fact> = { kept: Fact; revision: number; findings: Finding[] };

/**
 * What became of one activity of a batch: taken (202, with `submission` and `revision`), without errors (200, in a dry
 * run), or not taken, with the `problem` and its findings. `index` is its place in the list that was sent, from 0.
 */
export type Outcome = Omit<contract.Outcomes['outcomes'][number], 'findings' | 'problem'> & {
  findings: Finding[];
  problem?: Omit<Problem, 'findings' | 'instance'> | undefined;
};

/** What answered is not the register, or one that this client does not know. */
export class UnexpectedAnswerError extends Error {
  constructor(what: string, cause?: unknown) {
    super(`the answer is not as the register's: ${what}`, { cause });
    this.name = 'UnexpectedAnswerError';
  }
}

/** Throws an UnexpectedAnswerError that names the place, such as "activity.revision", unless a value is as it must be. */
type Check = (value: unknown, at: string) => void;

const must =
  (what: string, is: (value: unknown) => boolean): Check =>
  (value, at) => {
    if (!is(value)) throw new UnexpectedAnswerError(`${at} is not ${what}`);
  };
const text = must('a text', (value) => typeof value === 'string');
const wholeNumber = must('a whole number', Number.isSafeInteger);
const oneOf = (known: Record<string, true>) =>
  must(`one of ${Object.keys(known).join(', ')}`, (value) => Object.hasOwn(known, String(value)));
const optional =
  (check: Check): Check =>
  (value, at) => {
    if (value !== undefined) check(value, at);
  };
const listOf =
  (check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) throw new UnexpectedAnswerError(`${at} is not a list`);
    for (const [index, each] of value.entries()) check(each, `${at}.${index}`);
  };
const fields =
  <Answer>(checks: { [Field in keyof Answer]?: Check }): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null)
      throw new UnexpectedAnswerError(`${at} is not an object`);
    for (const [field, check] of Object.entries<Check | undefined>(checks))
      check?.((value as Record<string, unknown>)[field], `${at}.${field}`);
  };

const findings = listOf(
  fields<Finding>({
    severity: oneOf({ error: true, warning: true } satisfies Record<Finding['severity'], true>),
    code: text,
    pointer: text,
    detail: text,
  }),
);
const problem = { type: text, title: text, status: wholeNumber, code: text, detail: text };
const accepted = { submission: text, activity: text, revision: wholeNumber, findings };

/** What answers are, by their names here. */
export type Answers = {
  problem: Problem;
  accepted: Accepted;
  checked: Checked;
  outcomes: { outcomes: Outcome[] };
  status: contract.SubmissionStatus;
  applied: contract.AppliedActivity;
  page: contract.ActivityPage;
  project: contract.Project;
  period: contract.Period;
  treatyEvent: contract.TreatyEvent;
  legislationSurvey: contract.LegislationSurvey;
  contribution: contract.Contribution;
  keptTreatyEvent: KeptFact<contract.TreatyEvent>;
  keptLegislationSurvey: KeptFact<contract.LegislationSurvey>;
  keptContribution: KeptFact<contract.Contribution>;
};

const applied = fields<contract.AppliedActivity>({
  activity: fields<contract.Activity>({ reference: text }),
  revision: wholeNumber,
  submission: text,
  publicId: text,
  mayBeTheSameAs: optional(listOf(text)),
  acceptedAt: text,
  recordedAt: text,
});

const fact = fields<{ id: string }>({ id: text });
const keptFact = fields<KeptFact<{ id: string }>>({ kept: fact, revision: wholeNumber, findings });

/** What must be in an answer. */
const answers: { [Kind in keyof Answers]: Check } = {
  problem: fields<Problem>({ ...problem, findings: optional(findings), instance: optional(text) }),
  accepted: fields<Accepted>(accepted),
  checked: fields<Checked>({ findings }),
  outcomes: fields<Answers['outcomes']>({
    outcomes: listOf(
      fields<Outcome>({
        index: wholeNumber,
        status: wholeNumber,
        submission: optional(text),
        activity: optional(text),
        revision: optional(wholeNumber),
        findings,
        problem: optional(fields(problem)),
      }),
    ),
  }),
  status: fields<contract.SubmissionStatus>({
    submission: text,
    activity: text,
    revision: wholeNumber,
    acceptedAt: text,
    status: oneOf({
      queued: true,
      applied: true,
      superseded: true,
      withdrawn: true,
      'dead-lettered': true,
    } satisfies Record<contract.SubmissionStatus['status'], true>),
    at: text,
  }),
  applied,
  page: fields<contract.ActivityPage>({ activities: listOf(applied), next: optional(text) }),
  project: fields<contract.Project>({ code: text }),
  period: fields<contract.Period>({ id: text }),
  treatyEvent: fact,
  legislationSurvey: fact,
  contribution: fact,
  keptTreatyEvent: keptFact,
  keptLegislationSurvey: keptFact,
  keptContribution: keptFact,
};

/**
 * Reads the JSON of an answer as what it is said to be. Throws UnexpectedAnswerError where it is no JSON, or not that.
 */
export function readAnswer<Kind extends keyof Answers>(kind: Kind, body: string): Answers[Kind] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new UnexpectedAnswerError('it is no JSON', cause);
  }
  answers[kind](value, kind);
  return value as Answers[Kind];
}
