import * as z from 'zod';

/** One step up: a record of one version as the next version writes it, `schema` apart. */
type Step = (record: Record<string, unknown>) => Record<string, unknown>;

/** From version 0, which had no `schema` field, to 1: the fields are the same. */
const numbered: Step = (record) => record;

/** A partner of version 1 had one key or none; from 2 on it has a list of keys, and a number that tells its states apart. */
const severalKeys: Step = ({ key, ...record }) => ({
  ...record,
  version: 0,
  keys: key === undefined ? [] : [key],
});

/** A publication record of version 1 did not know the numbers of the last snapshot and of the last change. */
const countedOn: Step = (record) => ({ ...record, snapshot: 0, changes: 0 });

/** A project or a period of version 1 was alone in its row; from 2 on there are its name and the number of its state. */
const revised =
  (held: 'project' | 'period', name: 'code' | 'id'): Step =>
  (record) => ({
    [name]: (record[held] as Record<string, unknown> | undefined)?.[name],
    revision: 1,
    ...record,
  });

/** A publication of version 2 did not say by which portfolio its figures were made. */
const ofSomePortfolio: Step = (record) => ({ ...record, portfolio: '', anew: null, reached: '' });

/** A publication of version 3 knew of no log. */
const unlogged: Step = (record) => ({ ...record, logged: null });

/** The plan of a claim of version 1 is plain JSON that calls the answer `told`; no text in the receipts before it has a quotation mark. */
const ofItsAnswer: Step = ({ plan, ...record }) => ({
  ...record,
  ...(typeof plan === 'string' ? { plan: plan.replace('"told":', '"answer":') } : {}),
});

/** A contribution of version 1 named the other months of its activity. */
const ofOneMonth: Step = ({ elsewhere: _elsewhere, ...record }) => record;

/** A rebuild of version 1 counted the contributions that it would find. */
const uncounted: Step = ({ contributions: _contributions, ...record }) => record;

/** A rebuild of version 2 may be in a stage that there is no longer: it goes on with the next. */
const pastSummaries: Step = (record) =>
  record.stage === 'months' ? { ...record, stage: 'documents', from: undefined, done: 0 } : record;

/** The steps of every kind of stored record; the step at place n leads from version n to n + 1. */
const steps = {
  activity: [numbered],
  claim: [numbered, ofItsAnswer],
  contribution: [numbered, ofOneMonth],
  deadLetter: [numbered],
  division: [numbered],
  donorContribution: [numbered],
  lastUse: [numbered],
  legislationSurvey: [numbered],
  mark: [numbered],
  partner: [numbered, severalKeys],
  period: [numbered, revised('period', 'id')],
  project: [numbered, revised('project', 'code')],
  publication: [numbered, countedOn, ofSomePortfolio, unlogged],
  rebuild: [numbered, uncounted, pastSummaries],
  receipt: [numbered],
  retired: [numbered],
  revisions: [numbered],
  submission: [numbered],
  suspects: [numbered],
  treatyEvent: [numbered],
} satisfies Record<string, readonly Step[]>;
export type Kind = keyof typeof steps;

/** Thrown for a record that a newer register has written: this one does not know what it would destroy. */
export class WrittenByNewer extends Error {
  constructor(kind: Kind) {
    super(
      `a record (${kind}) was written by a newer register than this one, which knows its schema up to version ${steps[kind].length}`,
    );
    this.name = 'WrittenByNewer';
  }
}

/**
 * Brings a stored record up to the version that this code writes, step by step. What is no record, or bears no
 * version that ever was, is given back as it is, for its schema to refuse. Throws WrittenByNewer.
 */
export function upcast(kind: Kind, record: unknown): unknown {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record;
  const { schema: version = 0 } = record as { schema?: unknown };
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) return record;
  const ladder: readonly Step[] = steps[kind];
  if (version > ladder.length) throw new WrittenByNewer(kind);
  return ladder
    .slice(version)
    .reduce<Record<string, unknown>>(
      (older, step, at) => ({ ...step(older), schema: version + at + 1 }),
      record as Record<string, unknown>,
    );
}

/** The schema of a record as it is stored: of any version up to this code's. Parsing throws WrittenByNewer. */
export const ofAnyVersion = <Schema extends z.ZodType>(kind: Kind, schema: Schema) =>
  z.preprocess((record) => upcast(kind, record), schema);
