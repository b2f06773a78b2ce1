import type { Sign } from '../log/signed-note.ts';
import type { Index } from './documents.ts';
import type { Logged } from './logged.ts';

/**
 * How far publication has come. A run that is about to write says so in `pending` (paths); what an unfinished
 * run left there is written again by the next. `turnsOn` is the day on which there is next something to do of which
 * no mark tells: the portfolio changes its state, an event of the calendar is over, or copies are to be removed. `fixed` is the hash of the documents
 * that only change with the code. `snapshot` and `changes` are the numbers of the last snapshot and of the last
 * change, should the index be lost. `portfolio` is the hash of the portfolio that the figures were made with. `anew` has every
 * month, where a rebuild has found the index or a branch of it lost: the next run begins as the first did, with these. `reached` is the subject of the last mark that a run
 * has read which left marks to the next: that goes on from there, so that none waits for ever (empty: there were none).
 * `logged` is how far the signed log has come; null before its first leaf.
 */
export type Publication = {
  version: number;
  pending: string[];
  turnsOn: string;
  fixed: string;
  snapshot: number;
  changes: number;
  portfolio: string;
  anew: string[] | null;
  reached: string;
  logged: Logged | null;
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
  /** The index that stands, and the SHA-256 of its bytes, hexadecimal. */
  index(): Promise<{ index: Index; etag: ETag; sha256: string } | undefined>;
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

/** Below what address files stand that are kept for ever, whatever becomes of the snapshots they tell of. */
export const keptFolders = ['log', 'statements', 'vintages', 'proof'] as const;

/**
 * The files of the log, and what else is kept for ever: stored and read as their bytes are, never packed. The register has
 * no right to change or to remove what was added.
 */
export interface KeptFiles {
  read(path: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; etag: ETag } | undefined>;
  /** Writes a file that nobody will ever change; true also if it is there, false if it is there with other bytes. */
  add(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Replaces one of the two kinds that go with time, the checkpoint and proofs, if it is still as seen; false if it is not. */
  replace(path: string, bytes: Uint8Array, seen: ETag | typeof absent): Promise<boolean>;
  /** Removes a partial tile or bundle (`log/tile/.../n.p/w`) of which the full one is there; one that is not there is no error. */
  removePartial(path: string): Promise<void>;
}

/** Who signs the log: an Ed25519 key, of which only the public part, 32 bytes, is ever seen. */
export interface Signer {
  publicKey(): Promise<Uint8Array<ArrayBuffer>>;
  sign: Sign;
}
