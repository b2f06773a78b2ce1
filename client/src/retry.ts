import { type Problem, readAnswer, UnexpectedAnswerError } from './answers.ts';

/** Where the register is, who asks, and how patiently. Only `base` must be given, and `key` for all that is not open. */
export type ClientSettings = {
  /** The address of the register: "https://register.example". */
  base: string;
  /** The partner's key: "areg_...". */
  key?: string | undefined;
  /** The language of findings and problems. English unless told. */
  language?: 'en' | 'fr' | undefined;
  /** How often a call is tried; 6 unless told. */
  tries?: number | undefined;
  /** The longest pause between two tries, in milliseconds; 60,000 unless told. */
  longestWait?: number | undefined;
  /** After how many milliseconds an unanswered try is given up; 30,000 unless told. */
  tryTimeout?: number | undefined;
  /** Told before every pause between two tries: its milliseconds, and the status of the answer, if there was one. */
  onPause?: ((pause: { milliseconds: number; status: number | undefined }) => void) | undefined;
  /** The global fetch unless told: that of a stub, or one that goes through a proxy. */
  fetch?: ((address: string, request: RequestInit) => Promise<Response>) | undefined;
  /** Makes idempotency keys, each another, of up to 90 printable characters of ASCII; a UUID unless told. */
  newKey?: (() => string) | undefined;
  /** The clock, in milliseconds since 1970; that of the machine unless told. */
  now?: (() => number) | undefined;
  /** Chance: a number from 0 to below 1; that of the machine unless told. */
  random?: (() => number) | undefined;
  /** Resolves after so many milliseconds, or rejects with the reason of the signal; a timer unless told. */
  wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
};

/** How calls are sent: the settings, and what holds where they say nothing. */
export type Sending = ReturnType<typeof sendingBy>;

/** Throws a TypeError for a base that is no address, and for a key that no header can bear. */
export function sendingBy({ base, key, language = 'en', ...settings }: ClientSettings) {
  return {
    /** Ends with a slash, so that paths can be resolved at it. */
    base: new URL(base.endsWith('/') ? base : `${base}/`),
    headers: new Headers({
      accept: 'application/json, application/problem+json',
      'accept-language': language,
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }),
    tries: settings.tries ?? 6,
    longestWait: settings.longestWait ?? 60_000,
    tryTimeout: settings.tryTimeout ?? 30_000,
    onPause: settings.onPause ?? (() => {}),
    fetch: settings.fetch ?? ((address: string, request: RequestInit) => fetch(address, request)),
    newKey: settings.newKey ?? (() => crypto.randomUUID()),
    now: settings.now ?? Date.now,
    random: settings.random ?? Math.random,
    wait: settings.wait ?? timer,
  };
}

/** One call. Every call is safe to repeat: what writes an activity bears the same Idempotency-Key in every try. */
export type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the base: "v1/activities". */
  path: string;
  body?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Whether an answer, though one of success, tells to make the same call again. */
  isUnfinished?: (text: string) => boolean;
};

/** An answer, read to its end. */
type Answered = { status: number; headers: Headers; text: string };

/**
 * The register said no. `problem` is its problem document (or a stand-in of type "about:blank" where something
 * between answered otherwise), and `retryAfter` the milliseconds after which it wants to be asked again.
 */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly retryAfter: number | undefined;
  constructor(problem: Problem, retryAfter: number | undefined) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** No try has had an answer; the last failure is the cause. A submission may have been taken all the same. */
export class UnreachableError extends Error {
  constructor(base: string, cause: unknown) {
    super(`${base} does not answer`, { cause });
    this.name = 'UnreachableError';
  }
}

const firstPause = 200;

/**
 * Sends a call until it is answered for good, and gives the body of the answer. Tried again after a growing pause with
 * full jitter: no answer, 429, 500, 502, 503, 504, a 409 that names a Retry-After (the same Idempotency-Key is at
 * work), and what the call takes for unfinished, which is given as it is after the last try. A Retry-After is
 * waited out; one that is longer than the longest pause ends the tries, as coming back early would be rude.
 * Throws ProblemError, UnreachableError, or the reason of the signal once it is aborted.
 */
export async function sendWithRetries(sending: Sending, call: Call): Promise<string> {
  const { base, random, now, wait, tries, longestWait, onPause } = sending;
  for (let attempt = 1; ; attempt += 1) {
    call.signal?.throwIfAborted();
    const answer = await sendOnce(sending, call);
    let after: number | undefined;
    if ('failure' in answer) {
      call.signal?.throwIfAborted();
      if (attempt >= tries) throw new UnreachableError(base.origin, answer.failure);
    } else if (answer.status >= 200 && answer.status < 300) {
      if (attempt >= tries || !call.isUnfinished?.(answer.text)) return answer.text;
    } else {
      after = retryAfterOf(answer.headers.get('retry-after'), now());
      if (attempt >= tries || !isPassing(answer.status, after) || (after ?? 0) > longestWait)
        throw new ProblemError(problemOf(answer), after);
    }
    const most = after === undefined ? Math.min(longestWait, firstPause * 2 ** (attempt - 1)) : firstPause;
    const milliseconds = (after ?? 0) + random() * most;
    onPause({ milliseconds, status: 'failure' in answer ? undefined : answer.status });
    await wait(milliseconds, call.signal);
  }
}

async function sendOnce(
  { base, headers: always, fetch: send, tryTimeout }: Sending,
  { method, path, body, headers = {}, signal }: Call,
): Promise<Answered | { failure: unknown }> {
  const limit = AbortSignal.timeout(tryTimeout);
  try {
    const answer = await send(new URL(path, base).href, {
      method,
      headers: {
        ...Object.fromEntries(always),
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

function problemOf({ status, text }: Answered): Problem {
  try {
    return readAnswer('problem', text);
  } catch (error) {
    if (!(error instanceof UnexpectedAnswerError)) throw error;
    return {
      type: 'about:blank',
      title: 'The answer is not a problem document',
      status,
      code: 'unknown',
      detail: text.slice(0, 200),
    };
  }
}

/** Resolves after so many milliseconds, or rejects with the reason of the signal once that is aborted. */
function timer(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(running);
      reject(signal?.reason);
    };
    const running = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
