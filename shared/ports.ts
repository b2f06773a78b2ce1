import type { Fact, FactKind } from './words/fact-kind.ts';
import type { Period } from './words/period.ts';
import type { Project } from './words/project.ts';
import type { Contribution } from './words/public-record.ts';
import type { DeadLetter, Receipt, StoredActivity, Submission } from './words/submission.ts';

// What the use cases ask of the world. Every call may throw Unavailable; the work is then tried again as a whole.
// Every read is strongly consistent where nothing else is said.

/** Thrown when a service the register stands on does not answer: the work is to be tried again later. */
export class Unavailable extends Error {
  constructor(what: string, cause: unknown) {
    super(`${what} does not answer`, { cause });
    this.name = 'Unavailable';
  }
}

/**
 * What a writer demands of the newest revision of an activity (RFC 9110, If-Match and If-None-Match): `match` that it
 * is one of these, `noneMatch` that it is none of these; "*" stands for every revision there can be.
 */
export type Precondition = {
  match?: '*' | readonly number[];
  noneMatch?: '*' | readonly number[];
};

/** Hands out the revisions of activities: per (partner, reference), each greater than all before. */
export interface Revisions {
  next(partner: string, reference: string): Promise<number>;
  /** Like `next`, for an activity that has had a revision before; undefined for one that has not. */
  nextOfKnown(partner: string, reference: string): Promise<number | undefined>;
  /** Like `next`, if the newest revision fulfils the precondition, in the same atomic step; undefined if it does not. */
  nextIf(partner: string, reference: string, precondition: Precondition): Promise<number | undefined>;
  /** The newest revision given out; undefined if there is none. */
  newest(partner: string, reference: string): Promise<number | undefined>;
}

/** The receipts that releases before have stored, of submissions whose ids they gave; see {@link receiptIn}. */
export interface Receipts {
  get(id: string): Promise<Receipt | undefined>;
}

export interface SubmissionQueue {
  /** Resolves only once the queue has the submission. */
  send(submission: Submission): Promise<void>;
  /** Sends all of them and gives the ids of those that the queue may not have. */
  sendAll(submissions: readonly Submission[]): Promise<readonly string[]>;
}

export interface Activities {
  /**
   * Stores the submission if the stored revision is older, adding the month it starts in to the months of the
   * activity, in one atomic write. Gives the activity as it then stands, whether or not this submission won.
   */
  apply(submission: Submission, recordedAt: string): Promise<StoredActivity>;
  /** Leaves, of the months of the activity, those that a revision still owes, if it is still the newest. */
  settle(stored: StoredActivity, owed: readonly string[]): Promise<void>;
  get(partner: string, reference: string): Promise<StoredActivity | undefined>;
  /**
   * The activities of a partner after a reference (none: from the first), in the order of their references,
   * withdrawn ones included: up to `most` rows, fewer where they are large. `next` is the reference to go on after,
   * if there may be more.
   */
  page(
    partner: string,
    after: string | undefined,
    most: number,
  ): Promise<{ rows: StoredActivity[]; next?: string }>;
}

export interface Contributions {
  /** Writes what an activity contributes to a month, unless a newer revision has been written there. */
  write(month: string, contribution: Contribution): Promise<void>;
  /**
   * Every contribution to a month, tombstones included, in the order of their names, a few at a time: of a range, those
   * from a name on (it included) and before another.
   */
  ofMonth(month: string, range?: NameRange): AsyncIterable<Contribution[]>;
  /**
   * What a partner contributes to a month, tombstones included, under a reference and those beside it, be it there or
   * not: up to 16 rows, first it and those before it, the nearest first, then, if there is room, those after it; fewer where the
   * partner has had rows of more than 2,559 bytes in the month, and none where one had more than 40 KB. `whole` tells
   * that there are no others. Reads at most 6 units of DynamoDB, whatever is stored; may miss writes of the last second.
   */
  nearby(
    month: string,
    partner: string,
    reference: string,
  ): Promise<{ rows: Contribution[]; whole: boolean }>;
}

/**
 * Which activities may be the same as another, as the aggregator found it: what it knew with a snapshot stands until it
 * knows otherwise with a later one.
 */
export interface Suspects {
  /** Notes the public ids of others (none: there are none), unless a later snapshot has noted others. */
  put(partner: string, reference: string, others: readonly string[], snapshot: number): Promise<void>;
  /** The ids of those that may be the same as an activity; may miss what was noted in the last second. */
  of(partner: string, reference: string): Promise<string[]>;
  /** The same of all activities of a partner from a reference to another, by their references; one query. */
  between(partner: string, first: string, last: string): Promise<ReadonlyMap<string, string[]>>;
}

/** From which name on, and before which, the rows of a month are: "partner#reference"; without `to`, up to the last. */
export type NameRange = { from: string; to?: string | undefined };

/**
 * The pages that a month is divided into, in the order of their ranges: each has the rows from its first name on to that of
 * the next. `range` is the version of the division with which its range last became smaller.
 */
export type Division = { version: number; pages: DividedPage[] };
export type DividedPage = { number: number; from: string; range: number };

/** How large months are divided. It says where a row counts and not what counts: without one, a month is one page. */
export interface Divisions {
  /** The division of a month; undefined where that is one page. */
  of(month: string): Promise<Division | undefined>;
  /** Replaces it if its version is still `seen` (0: there is none); false if it is not. */
  replace(month: string, seen: number, pages: DividedPage[]): Promise<boolean>;
}

/** A note that something changed since its subject was last published; `token` is new each time. */
export type Mark = { subject: string; token: string };
/** The subject of the mark that a project, a period or a fact leaves. That of others names months, or ranges of their rows, with commas between them. */
export const portfolioSubject = 'portfolio';

export interface Marks {
  put(mark: Mark): Promise<void>;
  list(): Promise<Mark[]>;
  /** Removes the mark if its token is still the same. */
  remove(mark: Mark): Promise<void>;
}

export interface DeadLetters {
  put(letter: DeadLetter): Promise<void>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Removes the letter if it is still the one that was read or put; false if it has gone or was buried anew. */
  remove(letter: DeadLetter): Promise<boolean>;
}

/** The dead letters, for whoever deals with them. */
export interface DeadLetterOffice {
  /** Every letter, in pages. */
  list(): AsyncIterable<DeadLetter[]>;
  remove: DeadLetters['remove'];
}

/** A page of something long; `next` is what to go on from after it, undefined on the last. */
export type Page<Row> = { rows: Row[]; next: string | undefined };

/** What is stored and cannot be derived. */
export interface Ledger {
  /** Every activity there is, in pages, from what a page gave as `next` on. */
  activities(from?: string): AsyncIterable<Page<StoredActivity>>;
}

/** A row of a month as it is found: whether it counts an activity or is a tombstone; undefined if it cannot be read. */
export type FoundRow = {
  month: string;
  partner: string;
  reference: string;
  revision: unknown;
  counts: boolean | undefined;
};

/** The repair of what is derived. */
export interface Repairs {
  /** Every row of every month, in pages, from what a page gave as `next` on. A newer register's row throws. */
  found(from?: string): AsyncIterable<Page<FoundRow>>;
  /** Writes what an activity contributes to a month over a row of an older or of the same revision. */
  rewrite(month: string, contribution: Contribution): Promise<void>;
  /** Writes it in the place of the row that was found, or (undefined) removes that, if its revision is still the same. */
  replace(found: FoundRow, contribution: Contribution | undefined): Promise<void>;
  /** Removes divisions, marks, and records of publication and rebuild that cannot be read; a newer register's throw. */
  discardUnreadable(): Promise<void>;
}

/** A place that the office writes: how often it was written, 1, 2, 3 ..., and what it holds; undefined once that was deleted. */
export type Kept<Held> = { revision: number; held: Held | undefined };

export interface Portfolio {
  project(code: string): Promise<Kept<Project> | undefined>;
  /** The projects that are not deleted. */
  projects(): Promise<Project[]>;
  /**
   * Puts a project (undefined: deletes it) if the place is still in the revision `seen` (0: was never written); false
   * if it is not.
   */
  replaceProject(code: string, seen: number, project: Project | undefined): Promise<boolean>;
  period(id: string): Promise<Kept<Period> | undefined>;
  /** The periods that are not deleted. */
  periods(): Promise<Period[]>;
  /** Puts or deletes a period, as `replaceProject` does a project. */
  replacePeriod(id: string, seen: number, period: Period | undefined): Promise<boolean>;
}

/** What the office keeps beside its portfolio, by kind. */
export interface Facts {
  get<Kind extends FactKind>(kind: Kind, id: string): Promise<Kept<Fact<Kind>> | undefined>;
  /** Those of a kind that are not deleted, in the order of their ids. */
  all<Kind extends FactKind>(kind: Kind): Promise<Fact<Kind>[]>;
  /** Those of a kind whose ids begin so, in their order, of the first `most` places; deleted ones are left out. One query. */
  beginning<Kind extends FactKind>(kind: Kind, start: string, most: number): Promise<Fact<Kind>[]>;
  /** Puts or deletes a fact, as `replaceProject` does a project. */
  replace<Kind extends FactKind>(
    kind: Kind,
    id: string,
    seen: number,
    fact: Fact<Kind> | undefined,
  ): Promise<boolean>;
}
