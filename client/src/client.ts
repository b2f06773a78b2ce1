import type * as z from 'zod';
import { type Activity, activity } from '../../shared/words/activity.ts';
import type { period } from '../../shared/words/period.ts';
import type { project } from '../../shared/words/project.ts';
import {
  type AcceptedTold,
  type AppliedTold,
  acceptedTold,
  appliedTold,
  type CheckedTold,
  checkedTold,
  type OutcomeTold,
  outcomesTold,
  type PeriodTold,
  type ProjectTold,
  pageTold,
  periodTold,
  projectTold,
  type StatusTold,
  statusTold,
} from './answers.ts';
import { type Call, type ClientSettings, sendWithRetries } from './retry.ts';

export { type ClientSettings, ProblemError, UnreachableError } from './retry.ts';

/** An activity as a partner writes it: what has a default may be left out. */
export type ActivityInput = z.input<typeof activity>;
export type RegisterClient = ReturnType<typeof registerClient>;

type Calling = { signal?: AbortSignal };
/** `idempotencyKey` is made afresh unless told: give one to repeat a call after the process has died. */
type Posting = Calling & { idempotencyKey?: string };
/** `ifRevision` takes the change only if that is the newest revision; `ifNew` only if there was none. */
type Putting = Posting & { ifRevision?: number; ifNew?: boolean };

/**
 * A client of the register, for Node and browsers; cli/register-client.ts shows how one is made.
 * Every method repeats what may pass (see sendWithRetries), and throws ProblemError for a refusal, UnreachableError
 * when nothing answers, a ZodError for an answer that is not the register's, and the signal's reason.
 */
export function registerClient(settings: ClientSettings) {
  async function json<Schema extends z.ZodType>(schema: Schema, call: Call): Promise<z.output<Schema>> {
    const { text } = await sendWithRetries(settings, call);
    return schema.parse(JSON.parse(text));
  }
  const post = (path: string, body: unknown, posting: Posting): Call => ({
    method: 'POST',
    path,
    body: JSON.stringify(body),
    headers: onceIf(posting),
    signal: posting.signal,
  });
  /** With the key of the first try a try after a lost answer is told the same again, instead of 412 for its own echo. */
  const onceIf = ({ idempotencyKey, ifRevision, ifNew }: Putting): Record<string, string> => ({
    'idempotency-key': `"${idempotencyKey ?? settings.newKey()}"`,
    ...(ifRevision === undefined ? {} : { 'if-match': `"${ifRevision}"` }),
    ...(ifNew ? { 'if-none-match': '*' } : {}),
  });
  const get = (path: string, { signal }: Calling): Call => ({ method: 'GET', path, signal });
  const remove = async (path: string, { signal }: Calling): Promise<void> => {
    await sendWithRetries(settings, { method: 'DELETE', path, signal });
  };
  const put = (path: string, body: unknown, { signal }: Calling, headers = {}): Call => ({
    method: 'PUT',
    path,
    body: JSON.stringify(body),
    headers,
    signal,
  });

  /** One's own activity as applied; throws ProblemError with code not-found or gone. */
  const read = (reference: string, calling: Calling = {}): Promise<AppliedTold> =>
    json(appliedTold, get(`/v1/activities/${encodeURIComponent(reference)}`, calling));

  /** What became of a submission so far. */
  const submission = (id: string, calling: Calling = {}): Promise<StatusTold> =>
    json(statusTold, get(`/v1/submissions/${encodeURIComponent(id)}`, calling));

  return {
    /** Submits an activity, new or known. */
    submit: (input: ActivityInput, posting: Posting = {}): Promise<AcceptedTold> =>
      json(acceptedTold, post('/v1/activities', input, posting)),

    /** Checks an activity as `submit` does; nothing is stored. */
    check: (input: ActivityInput, calling: Calling = {}): Promise<CheckedTold> =>
      json(checkedTold, post('/v1/activities?dryRun=true', input, calling)),

    /** Submits up to 100 activities, 1 MiB in all: one outcome for each, in their order. */
    batch: async (inputs: readonly unknown[], posting: Posting = {}): Promise<OutcomeTold[]> =>
      (await json(outcomesTold, post('/v1/activities/batch', inputs, posting))).outcomes,

    /** Checks up to 100 activities as `batch` does; nothing is stored. */
    checkBatch: async (inputs: readonly unknown[], calling: Calling = {}): Promise<OutcomeTold[]> =>
      (await json(outcomesTold, post('/v1/activities/batch?dryRun=true', inputs, calling))).outcomes,

    /** Creates or replaces an activity. */
    put: (reference: string, input: ActivityInput, putting: Putting = {}): Promise<AcceptedTold> =>
      json(
        acceptedTold,
        put(`/v1/activities/${encodeURIComponent(reference)}`, input, putting, onceIf(putting)),
      ),

    /** Withdraws an activity. */
    withdraw: (reference: string, putting: Omit<Putting, 'ifNew'> = {}): Promise<AcceptedTold> =>
      json(acceptedTold, {
        method: 'DELETE',
        path: `/v1/activities/${encodeURIComponent(reference)}`,
        headers: onceIf(putting),
        signal: putting.signal,
      }),

    read,
    submission,

    /**
     * Asks until a submission is no longer queued, and gives its status. Throws a StillQueuedError after `within`
     * milliseconds (120,000 unless told).
     */
    outcome: async (id: string, { within = 120_000, ...calling }: Calling & { within?: number } = {}) => {
      const until = settings.now() + within;
      for (let pause = 50; ; pause = Math.min(2 * pause, 2_000)) {
        const status = await submission(id, calling);
        if (status.status !== 'queued') return status;
        if (settings.now() >= until) throw new StillQueuedError(id);
        await settings.wait(pause * (0.5 + settings.random() / 2), calling.signal);
      }
    },

    /** All of one's own applied activities, page by page of up to `limit`. */
    async *activities({
      limit = 100,
      ...calling
    }: Calling & { limit?: number } = {}): AsyncGenerator<AppliedTold> {
      for (let cursor: string | undefined; ; ) {
        const query = new URLSearchParams({ limit: `${limit}`, ...(cursor === undefined ? {} : { cursor }) });
        const page = await json(pageTold, get(`/v1/activities?${query}`, calling));
        yield* page.activities;
        if (page.next === undefined) return;
        cursor = page.next;
      }
    },

    project: (code: string, calling: Calling = {}): Promise<ProjectTold> =>
      json(projectTold, get(`/v1/projects/${encodeURIComponent(code)}`, calling)),
    period: (id: string, calling: Calling = {}): Promise<PeriodTold> =>
      json(periodTold, get(`/v1/periods/${encodeURIComponent(id)}`, calling)),

    /** For the office: creates or replaces a project. */
    putProject: (input: z.input<typeof project>, calling: Calling = {}): Promise<ProjectTold> =>
      json(projectTold, put(`/v1/projects/${encodeURIComponent(input.code)}`, input, calling)),
    /** For the office: creates or replaces a reporting period. */
    putPeriod: (input: z.input<typeof period>, calling: Calling = {}): Promise<PeriodTold> =>
      json(periodTold, put(`/v1/periods/${encodeURIComponent(input.id)}`, input, calling)),
    /** For the office: deletes a project. */
    deleteProject: (code: string, calling: Calling = {}): Promise<void> =>
      remove(`/v1/projects/${encodeURIComponent(code)}`, calling),
    /** For the office: deletes a reporting period. */
    deletePeriod: (id: string, calling: Calling = {}): Promise<void> =>
      remove(`/v1/periods/${encodeURIComponent(id)}`, calling),
  };
}

/** A submission was not applied in time. It is not lost: ask again later. */
export class StillQueuedError extends Error {
  constructor(submission: string) {
    super(`the submission ${submission} is still queued`);
    this.name = 'StillQueuedError';
  }
}

/** Whether two activities say the same, whatever is left to its default or stands in another order of fields. */
export function sameActivity(one: unknown, other: unknown): boolean {
  const [first, second] = [one, other].map((input) => activity.safeParse(input));
  return (
    first?.success === true && second?.success === true && canonical(first.data) === canonical(second.data)
  );
}

const canonical = (value: Activity): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
