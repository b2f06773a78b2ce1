import type { Index } from './feed/documents.ts';
import type { Summary } from './figures/summary.ts';
import type { HeldKey } from './partner-api/held-key.ts';
import type { Precondition } from './partner-api/precondition.ts';
import type { Partner } from './words/partner.ts';
import type { Contribution } from './words/public-record.ts';
import type { DeadLetter, Receipt, StoredActivity, Submission } from './words/submission.ts';

// What the use cases ask of the world. Every call may throw Unavailable; the work is then tried again as a whole.
// Every read is strongly consistent where nothing else is said.

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

export interface Receipts {
  put(receipt: Receipt): Promise<void>;
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
  /** Every contribution to a month, tombstones included, in pages. */
  ofMonth(month: string): AsyncIterable<Contribution[]>;
  /**
   * What a partner contributes to a month, tombstones included, under a reference and those beside it, be it there or
   * not: up to 16 rows, first it and those before it, the nearest first, then, if there is room, those after it; fewer where the
   * partner has had rows of more than 1,279 bytes in the month, and none where one had more than 20 KB. `whole` tells
   * that there are no others. Reads at most 4 units of DynamoDB, whatever is stored; may miss writes of the last second.
   */
  nearby(
    month: string,
    partner: string,
    reference: string,
  ): Promise<{ rows: Contribution[]; whole: boolean }>;
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
  /** Every month that has a summary, readable or not. */
  summarized(): Promise<string[]>;
  /** Removes summaries, marks, and records of publication and rebuild that cannot be read; a newer register's throw. */
  discardUnreadable(): Promise<void>;
}

/**
 * How far publication has come. A run that is about to write says so in `pending` (paths); what an unfinished
 * run left there is written again by the next. `turnsOn` is the day on which there is next something to do of which
 * no mark tells: the portfolio changes its state, an event of the calendar is over, or copies are to be removed. `fixed` is the hash of the documents
 * that only change with the code. `snapshot` and `changes` are the numbers of the last snapshot and of the last
 * change, should the index be lost.
 */
export type Publication = {
  version: number;
  pending: string[];
  turnsOn: string;
  fixed: string;
  snapshot: number;
  changes: number;
};

/** The copies that no index lists from a snapshot on. `version` is that of the publication record of the run. */
export type Retired = { snapshot: number; version: number; at: string; paths: string[] };

export interface Retirements {
  /** Notes it, in the place of an older version of the same snapshot; false if there is a newer one. */
  put(retired: Retired): Promise<boolean>;
  /** Every note, the oldest snapshot first, in pages. */
  list(): AsyncIterable<Retired[]>;
  /** Removes the note if it is still of this version. */
  remove(retired: Pick<Retired, 'snapshot' | 'version'>): Promise<void>;
}

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
  /** The bytes of a document by its path, or undefined. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  etag(path: string): Promise<ETag | typeof absent>;
  /** Writes a copy that never changes; writing the same again is harmless. */
  putImmutable(path: string, bytes: Uint8Array): Promise<void>;
  /** The paths of all copies that bear the number of a snapshot, also of attempts that failed. */
  immutables(snapshot: number): Promise<string[]>;
  /** Removes a copy; one that is not there is no error. */
  removeImmutable(path: string): Promise<void>;
  /** Writes a document if the object is still as `seen` tells; false if it is not. */
  put(path: string, bytes: Uint8Array, seen: ETag | typeof absent): Promise<boolean>;
}

/** A partner with every key it was ever given; `version` tells one state of the row from another. */
export type KeyedPartner = { partner: Partner; keys: HeldKey[]; version: number };

export interface Partners {
  find(id: string): Promise<KeyedPartner | undefined>;
  /** The day (UTC) on which the key of this SHA-256 was last used, as far as that was noted. */
  lastUse(hash: string): Promise<string | undefined>;
  /** Notes that a key was used on a day (UTC). A day before the one that is noted changes nothing. */
  noteUse(hash: string, day: string): Promise<void>;
}
