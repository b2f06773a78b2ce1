import { mostBatchBytes, mostBatchItems } from '../../shared/words/limits.ts';
import {
  type Accepted,
  type Answers,
  type Checked,
  type KeptFact,
  type Outcome,
  readAnswer,
} from './answers.ts';
import type {
  AppliedActivity,
  Contribution,
  LegislationSurvey,
  NamedActivity,
  NamedContribution,
  NamedLegislationSurvey,
  NamedPeriod,
  NamedProject,
  NamedTreatyEvent,
  NewActivity,
  Period,
  Project,
  SubmissionStatus,
  TreatyEvent,
} from './contract.ts';
import { type Call, type ClientSettings, sendingBy, sendWithRetries } from './retry.ts';

export {
  type Accepted,
  type Checked,
  type Finding,
  type KeptFact,
  type Outcome,
  type Problem,
  UnexpectedAnswerError,
} from './answers.ts';
export type {
  Activity,
  AppliedActivity,
  Contribution,
  LegislationSurvey,
  NamedActivity,
  NamedContribution,
  NamedLegislationSurvey,
  NamedPeriod,
  NamedProject,
  NamedTreatyEvent,
  NewActivity,
  Period,
  Project,
  SubmissionStatus,
  TreatyEvent,
} from './contract.ts';
export { type ClientSettings, ProblemError, UnreachableError } from './retry.ts';

export type Client = ReturnType<typeof createClient>;

/** Ends a call, its pauses and its tries when it is aborted. */
export type Calling = { signal?: AbortSignal | undefined };
/** `idempotencyKey` is made afresh unless told: give one to repeat a call after the process has died. */
export type Posting = Calling & { idempotencyKey?: string | undefined };
/** `ifRevision` takes the change only if that is the newest revision; `ifNew` only if there was none. */
export type Putting = Posting & { ifRevision?: number | undefined; ifNew?: boolean | undefined };

/**
 * A client of the register, for Node and browsers.
 * Every method repeats what may pass (see sendWithRetries), and throws ProblemError for a refusal, UnreachableError
 * when nothing answers, UnexpectedAnswerError for an answer that is not the register's, and the signal's reason.
 * The README of the package has the promises that it keeps, by number.
 */
export function createClient(settings: ClientSettings) {
  const sending = sendingBy(settings);
  const { newKey, now, random, wait } = sending;

  const ask = async <Kind extends keyof Answers>(kind: Kind, call: Call): Promise<Answers[Kind]> =>
    readAnswer(kind, await sendWithRetries(sending, call));

  /** With the key of the first try a try after a lost answer is told the same again, instead of 412 for its own echo. */
  const onceIf = ({ idempotencyKey, ifRevision, ifNew }: Putting): Record<string, string> => ({
    'idempotency-key': `"${(idempotencyKey ?? newKey()).replaceAll(/["\\]/g, '\\$&')}"`,
    ...(ifRevision === undefined ? {} : { 'if-match': `"${ifRevision}"` }),
    ...(ifNew ? { 'if-none-match': '*' } : {}),
  });
  const activityPath = (reference: string) => `v1/activities/${encodeURIComponent(reference)}`;
  const projectPath = (code: string) => `v1/projects/${encodeURIComponent(code)}`;
  const periodPath = (id: string) => `v1/periods/${encodeURIComponent(id)}`;
  const treatyEventPath = (id: string) => `v1/treaty-events/${encodeURIComponent(id)}`;
  const surveyPath = (id: string) => `v1/legislation-surveys/${encodeURIComponent(id)}`;
  const contributionPath = (id: string) => `v1/contributions/${encodeURIComponent(id)}`;
  const get = (path: string, { signal }: Calling): Call => ({ method: 'GET', path, signal });
  const put = (path: string, body: unknown, { signal }: Calling, headers = {}): Call => ({
    method: 'PUT',
    path,
    body: JSON.stringify(body),
    headers,
    signal,
  });
  const remove = async (path: string, { signal }: Calling): Promise<void> => {
    await sendWithRetries(sending, { method: 'DELETE', path, signal });
  };

  /** Sends a list in parts, one after the other, each under a key of its own that follows from the first. */
  async function sendParts(path: string, inputs: readonly unknown[], posting: Posting): Promise<Outcome[]> {
    const { signal, idempotencyKey = newKey() } = posting;
    const all: Outcome[] = [];
    for (const [part, items] of partsOf(inputs).entries()) {
      const key = part === 0 ? idempotencyKey : `${idempotencyKey}.${part}`;
      const { outcomes } = await ask('outcomes', {
        method: 'POST',
        path,
        body: `[${items.join(',')}]`,
        headers: onceIf({ idempotencyKey: key }),
        signal,
        isUnfinished: hasNoRoomForSome,
      });
      const before = all.length;
      const inOrder = outcomes.toSorted((one, other) => one.index - other.index);
      all.push(...inOrder.map((each) => ({ ...each, index: before + each.index })));
    }
    return all;
  }

  const statusOf = (id: string, calling: Calling): Promise<SubmissionStatus> =>
    ask('status', get(`v1/submissions/${encodeURIComponent(id)}`, calling));

  return {
    /** Submits an activity, new or known. */
    submit: (activity: NewActivity, posting: Posting = {}): Promise<Accepted> =>
      ask('accepted', {
        method: 'POST',
        path: 'v1/activities',
        body: JSON.stringify(activity),
        headers: onceIf(posting),
        signal: posting.signal,
      }),

    /** Checks an activity as `submit` does; nothing is stored. */
    dryRun: (activity: NewActivity, { signal }: Calling = {}): Promise<Checked> =>
      ask('checked', {
        method: 'POST',
        path: 'v1/activities?dryRun=true',
        body: JSON.stringify(activity),
        signal,
      }),

    /**
     * Submits any number of activities: one outcome for each, in their order. They go in parts of up to 100 and 1 MiB,
     * one after the other; a part of which the register had no room for some is sent again under its key. What
     * throws leaves the parts before it taken: the same list with the same `idempotencyKey` is answered the same
     * there, and goes on.
     */
    batch: (activities: readonly NewActivity[], posting: Posting = {}): Promise<Outcome[]> =>
      sendParts('v1/activities/batch', activities, posting),

    /** Checks any number of activities as `batch` does; nothing is stored. */
    dryRunBatch: (activities: readonly NewActivity[], calling: Calling = {}): Promise<Outcome[]> =>
      sendParts('v1/activities/batch?dryRun=true', activities, calling),

    /** Creates or replaces an activity. */
    put: (reference: string, activity: NamedActivity, putting: Putting = {}): Promise<Accepted> =>
      ask('accepted', put(activityPath(reference), activity, putting, onceIf(putting))),

    /** Withdraws an activity; a later `submit` or `put` brings it back. */
    withdraw: (reference: string, putting: Omit<Putting, 'ifNew'> = {}): Promise<Accepted> =>
      ask('accepted', {
        method: 'DELETE',
        path: activityPath(reference),
        headers: onceIf(putting),
        signal: putting.signal,
      }),

    /** One's own activity as applied; throws ProblemError with code not-found or gone. */
    activity: (reference: string, calling: Calling = {}): Promise<AppliedActivity> =>
      ask('applied', get(activityPath(reference), calling)),

    /** All of one's own applied activities, in the order of their references, read in pages of up to `limit`. */
    async *activities({
      limit = 100,
      ...calling
    }: Calling & { limit?: number } = {}): AsyncGenerator<AppliedActivity, void, undefined> {
      for (let cursor: string | undefined; ; ) {
        const query = new URLSearchParams({ limit: `${limit}`, ...(cursor === undefined ? {} : { cursor }) });
        const page = await ask('page', get(`v1/activities?${query}`, calling));
        yield* page.activities;
        if (page.next === undefined) return;
        cursor = page.next;
      }
    },

    /** What became of a submission so far. */
    submission: (id: string, calling: Calling = {}): Promise<SubmissionStatus> => statusOf(id, calling),

    /**
     * Asks, less and less often, until a submission is no longer queued, and gives its status. Throws a
     * StillQueuedError after `within` milliseconds (120,000 unless told).
     */
    async outcome(
      id: string,
      { within = 120_000, ...calling }: Calling & { within?: number } = {},
    ): Promise<SubmissionStatus> {
      const until = now() + within;
      for (let pause = 50; ; pause = Math.min(2 * pause, 2_000)) {
        const status = await statusOf(id, calling);
        if (status.status !== 'queued') return status;
        if (now() >= until) throw new StillQueuedError(id);
        await wait(pause * (0.5 + random() / 2), calling.signal);
      }
    },

    /** A project of the portfolio. */
    project: (code: string, calling: Calling = {}): Promise<Project> =>
      ask('project', get(projectPath(code), calling)),
    /** A reporting period. */
    period: (id: string, calling: Calling = {}): Promise<Period> =>
      ask('period', get(periodPath(id), calling)),
    /** For the office: creates or replaces a project. */
    putProject: (project: NamedProject & { code: string }, calling: Calling = {}): Promise<Project> =>
      ask('project', put(projectPath(project.code), project, calling)),
    /** For the office: creates or replaces a reporting period. */
    putPeriod: (period: NamedPeriod & { id: string }, calling: Calling = {}): Promise<Period> =>
      ask('period', put(periodPath(period.id), period, calling)),
    /** For the office: deletes a project. */
    deleteProject: (code: string, calling: Calling = {}): Promise<void> => remove(projectPath(code), calling),
    /** For the office: deletes a reporting period. */
    deletePeriod: (id: string, calling: Calling = {}): Promise<void> => remove(periodPath(id), calling),

    /** A treaty event. */
    treatyEvent: (id: string, calling: Calling = {}): Promise<TreatyEvent> =>
      ask('treatyEvent', get(treatyEventPath(id), calling)),
    /** A survey of legislation. */
    legislationSurvey: (id: string, calling: Calling = {}): Promise<LegislationSurvey> =>
      ask('legislationSurvey', get(surveyPath(id), calling)),
    /** What a donor gave. */
    contribution: (id: string, calling: Calling = {}): Promise<Contribution> =>
      ask('contribution', get(contributionPath(id), calling)),
    /** For the office: creates or replaces a treaty event; `findings` tell what is odd about it. */
    putTreatyEvent: (
      event: NamedTreatyEvent & { id: string },
      calling: Calling = {},
    ): Promise<KeptFact<TreatyEvent>> =>
      ask('keptTreatyEvent', put(treatyEventPath(event.id), event, calling)),
    /** For the office: creates or replaces a survey of legislation. */
    putLegislationSurvey: (
      survey: NamedLegislationSurvey & { id: string },
      calling: Calling = {},
    ): Promise<KeptFact<LegislationSurvey>> =>
      ask('keptLegislationSurvey', put(surveyPath(survey.id), survey, calling)),
    /** For the office: creates or replaces what a donor gave. */
    putContribution: (
      contribution: NamedContribution & { id: string },
      calling: Calling = {},
    ): Promise<KeptFact<Contribution>> =>
      ask('keptContribution', put(contributionPath(contribution.id), contribution, calling)),
    /** For the office: deletes a treaty event. */
    deleteTreatyEvent: (id: string, calling: Calling = {}): Promise<void> =>
      remove(treatyEventPath(id), calling),
    /** For the office: deletes a survey of legislation. */
    deleteLegislationSurvey: (id: string, calling: Calling = {}): Promise<void> =>
      remove(surveyPath(id), calling),
    /** For the office: deletes what a donor gave. */
    deleteContribution: (id: string, calling: Calling = {}): Promise<void> =>
      remove(contributionPath(id), calling),
  };
}

/** A submission was not applied in time. It is not lost: ask again later. */
export class StillQueuedError extends Error {
  readonly submission: string;
  constructor(submission: string) {
    super(`the submission ${submission} is still queued`);
    this.name = 'StillQueuedError';
    this.submission = submission;
  }
}

/** Parts a list into what a batch may have at most, each item as its JSON, in their order. */
function partsOf(inputs: readonly unknown[]): string[][] {
  const parts: string[][] = [];
  let bytes = 0;
  for (const input of inputs) {
    const json = JSON.stringify(input) ?? 'null';
    const size = new TextEncoder().encode(json).length + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length >= mostBatchItems || bytes + size >= mostBatchBytes) {
      parts.push([json]);
      bytes = 1 + size;
    } else {
      last.push(json);
      bytes += size;
    }
  }
  return parts;
}

/** Whether the answer to a batch has an item that was not taken for now: the same batch under the same key goes on. */
const hasNoRoomForSome = (text: string): boolean =>
  readAnswer('outcomes', text).outcomes.some(({ status }) => status === 429 || status >= 500);
