import { type ProblemTold, problemTold } from './answers.ts';

/** What a client needs of the world around it, and how patient it is. */
export type ClientSettings = {
  /** Where the register is: "https://register.example". */
  origin: string;
  /** The partner's key; without one only what is open to all can be read. */
  key?: string;
  /** The language of findings and problems. English unless told. */
  language?: 'en' | 'fr';
  /** The global fetch unless told. */
  fetch?: (address: string, request: RequestInit) => Promise<Response>;
  /** The clock: milliseconds since 1970. */
  now: () => number;
  /** Chance: a number from 0 to below 1. */
  random: () => number;
  /** A fresh key that nobody else makes, of 1 to 100 visible characters of ASCII without quotation marks: a UUID. */
  newKey: () => string;
  /** Resolves after so many milliseconds, or rejects once the signal is aborted. */
  wait: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Told before every pause between two tries: its milliseconds, and the status of the answer, if there was one. */
  pausing?: (pause: { milliseconds: number; status: number | undefined }) => void;
  /** How often a call is tried; 6 unless told. */
  tries?: number;
  /** The longest pause between two tries, in milliseconds; 60,000 unless told. */
  longestWait?: number;
  /** After how many milliseconds an unanswered try is given up; 30,000 unless told. */
  tryTimeout?: number;
};

/** One call. Every call is safe to repeat: what writes an activity bears the same Idempotency-Key in every try. */
export type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the origin: "/v1/activities". */
  path: string;
  body?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
};

/** A 2xx answer, read to its end. */
type Answered = { status: number; headers: Headers; text: string };

/**
 * The register said no. `problem` is its problem document (or a stand-in of type "about:blank" where something
 * between answered otherwise), and `retryAfter` the milliseconds after which it wants to be asked again.
 */
export class ProblemError extends Error {
  readonly problem: ProblemTold;
  readonly retryAfter: number | undefined;
  constructor(problem: ProblemTold, retryAfter: number | undefined) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** No try has had an answer; the last failure is the cause. A submission may have been taken all the same. */
export class UnreachableError extends Error {
  constructor(origin: string, cause: unknown) {
    super(`${origin} does not answer`, { cause });
    this.name = 'UnreachableError';
  }
}

const firstPause = 200;

/**
 * Sends a call until it is answered for good. Tried again after a growing pause with full jitter: no answer, 429,
 * 500, 502, 503, 504, and a 409 that names a Retry-After (the same Idempotency-Key is at work). A Retry-After is
 * waited out; one that is longer than the longest pause ends the tries, as coming back early would be rude.
 * Throws ProblemError, UnreachableError, or the reason of the signal once it is aborted.
 */
export async function sendWithRetries(settings: ClientSettings, call: Call): Promise<Answered> {
  const { origin, random, now, wait, tries = 6, longestWait = 60_000 } = settings;
  for (let attempt = 1; ; attempt += 1) {
    call.signal?.throwIfAborted();
    const answer = await sendOnce(settings, call);
    let after: number | undefined;
    if ('failure' in answer) {
      call.signal?.throwIfAborted();
      if (attempt >= tries) throw new UnreachableError(origin, answer.failure);
    } else {
      if (answer.status >= 200 && answer.status < 300) return answer;
      after = retryAfterOf(answer.headers.get('retry-after'), now());
      if (attempt >= tries || !isPassing(answer.status, after) || (after ?? 0) > longestWait)
        throw new ProblemError(problemOf(answer), after);
    }
    const most = after === undefined ? Math.min(longestWait, firstPause * 2 ** (attempt - 1)) : firstPause;
    const milliseconds = (after ?? 0) + random() * most;
    settings.pausing?.({ milliseconds, status: 'failure' in answer ? undefined : answer.status });
    await wait(milliseconds, call.signal);
  }
}

async function sendOnce(
  { origin, key, language = 'en', fetch: send = fetch, tryTimeout = 30_000 }: ClientSettings,
  { method, path, body, headers, signal }: Call,
): Promise<Answered | { failure: unknown }> {
  const limit = AbortSignal.timeout(tryTimeout);
  try {
    const answer = await send(new URL(path, origin).href, {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': language,
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch (failure) {
    return { failure };
  }
}

const isPassing = (status: number, retryAfter: number | undefined): boolean =>
  [429, 500, 502, 503, 504].includes(status) || (status === 409 && retryAfter !== undefined);

/**
 * The milliseconds that a Retry-After (RFC 9110: seconds, or an HTTP date) asks for, from `now` on (milliseconds
 * since 1970). Undefined where there is none, or none that can be read.
 */
export function retryAfterOf(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const at = /^\s*\w{3,9},? /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function problemOf({ status, text }: Answered): ProblemTold {
  const read = problemTold.safeParse(jsonOf(text));
  return read.success
    ? read.data
    : {
        type: 'about:blank',
        title: 'The answer is not a problem document',
        status,
        code: 'unknown',
        detail: text.slice(0, 200),
      };
}

/** The JSON of a text; undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
