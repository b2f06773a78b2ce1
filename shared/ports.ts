import type { Index } from './documents.ts';
import type { Partner } from './partner.ts';
import type { Period } from './period.ts';
import type { Project } from './project.ts';
import type { Contribution } from './public-record.ts';
import type { DeadLetter, Receipt, StoredActivity, Submission } from './submission.ts';
import type { Summary } from './summary.ts';

// What the use cases ask of the world. Every call may throw Unavailable; the work is then tried again as a whole.
// Every read is strongly consistent.

/** Hands out the revisions of activities: per (partner, reference), each greater than all before. */
export interface Revisions {
  next(partner: string, reference: string): Promise<number>;
  /** Like `next`, for an activity that has had a revision before; undefined for one that has not. */
  nextOfKnown(partner: string, reference: string): Promise<number | undefined>;
}

export interface Receipts {
  put(receipt: Receipt): Promise<void>;
  get(id: string): Promise<Receipt | undefined>;
}

export interface SubmissionQueue {
  /** Resolves only once the queue has the submission. */
  send(submission: Submission): Promise<void>;
}

export interface Activities {
  /**
   * Stores the submission if the stored revision is older, adding the month it starts in to the months of the
   * activity, in one atomic write. Gives the activity as it then stands, whether or not this submission won.
   */
  apply(submission: Submission, recordedAt: string): Promise<StoredActivity>;
  get(partner: string, reference: string): Promise<StoredActivity | undefined>;
}

export interface Contributions {
  /** Writes what an activity contributes to a month, unless a newer revision has been written there. */
  write(month: string, contribution: Contribution): Promise<void>;
  /** Every contribution to a month, tombstones included, in pages. */
  ofMonth(month: string): AsyncIterable<Contribution[]>;
}

/** A note that something changed since its subject was last published; `token` is new each time. */
export type Mark = { subject: string; token: string };
/** The subject of the mark that a project or a period leaves. A month's subject is the month. */
export const portfolioSubject = 'portfolio';

export interface Marks {
  put(mark: Mark): Promise<void>;
  list(): Promise<Mark[]>;
  /** Removes the mark if its token is still the same. */
  remove(mark: Mark): Promise<void>;
}

export type VersionedSummary = { month: string; version: number; summary: Summary };

export interface Summaries {
  /** The version of the month's summary, 0 if there is none. */
  version(month: string): Promise<number>;
  all(): Promise<VersionedSummary[]>;
  /** Writes the summary as the version after `seen`; false if the version is no longer `seen`. */
  replace(month: string, seen: number, summary: Summary): Promise<boolean>;
}

export interface Portfolio {
  project(code: string): Promise<Project | undefined>;
  projects(): Promise<Project[]>;
  putProject(project: Project): Promise<void>;
  period(id: string): Promise<Period | undefined>;
  periods(): Promise<Period[]>;
  putPeriod(period: Period): Promise<void>;
}

export interface DeadLetters {
  put(letter: DeadLetter): Promise<void>;
  get(id: string): Promise<DeadLetter | undefined>;
}

/** The dead letters, for whoever deals with them. */
export interface DeadLetterOffice {
  /** Every letter, in pages. */
  list(): AsyncIterable<DeadLetter[]>;
  /** Removes the letter if it is still the one that was read; false if it has gone or was buried anew. */
  remove(letter: DeadLetter): Promise<boolean>;
}

/** What is stored and cannot be derived. */
export interface Ledger {
  /** Every activity there is, in pages. */
  activities(): AsyncIterable<StoredActivity[]>;
}

/** A row of a month as it is found, read no further than to tell whether it belongs there. */
export type FoundRow = { month: string; partner: string; reference: string; revision: unknown };

/** The repair of what is derived. */
export interface Repairs {
  /** Every row of every month, in pages. */
  found(): AsyncIterable<FoundRow[]>;
  /** Writes what an activity contributes to a month over a row of an older or of the same revision. */
  rewrite(month: string, contribution: Contribution): Promise<void>;
  /** Writes it in the place of the row that was found, or (undefined) removes that, if its revision is still the same. */
  replace(found: FoundRow, contribution: Contribution | undefined): Promise<void>;
  /** Every month that has a summary, readable or not. */
  summarized(): Promise<string[]>;
  /** Removes summaries, marks and a publication record that cannot be read; those of a newer register throw. */
  discardUnreadable(): Promise<void>;
}

/**
 * How far publication has come. A run that is about to write says so in `pending` (paths); what an unfinished
 * run left there is written again by the next. `turnsOn` is the day on which the portfolio next changes its
 * state by itself; `fixed` is the hash of the documents that only change with the code.
 */
export type Publication = {
  version: number;
  pending: string[];
  turnsOn: string;
  fixed: string;
};

export interface Publications {
  get(): Promise<Publication | undefined>;
  /** Replaces the record if its version is still `seen` (0: there is none); false if it is not. */
  replace(seen: number, next: Publication): Promise<boolean>;
}

/** Tells the content of an object at a path: what a conditional write is conditional on. */
export type ETag = string;
export const absent = 'absent';

export interface FeedBucket {
  index(): Promise<{ index: Index; etag: ETag } | undefined>;
  /** The content of a document by its path, or undefined. */
  get(path: string): Promise<unknown>;
  etag(path: string): Promise<ETag | typeof absent>;
  /** Writes a copy that never changes; writing the same again is harmless. */
  putImmutable(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes a document if the object is still as `seen` tells; false if it is not. */
  put(path: string, bytes: Uint8Array, seen: ETag | typeof absent): Promise<boolean>;
}

export interface Partners {
  /** The partner of this id, if the key it holds has this SHA-256 (hexadecimal). */
  holding(id: string, hash: string): Promise<Partner | undefined>;
}
