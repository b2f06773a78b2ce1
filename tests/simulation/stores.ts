import type { Claim, IdempotencyKeys } from '../../shared/intake/idempotency.ts';
import type { Partners } from '../../shared/intake/keys.ts';
import { fulfils } from '../../shared/intake/precondition.ts';
import type { RateCounters } from '../../shared/intake/rate-limit.ts';
import type * as port from '../../shared/ports.ts';
import type { Facts, Kept, Portfolio } from '../../shared/ports.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import type { Fact, FactKind } from '../../shared/words/fact-kind.ts';
import type { Partner } from '../../shared/words/partner.ts';
import type { Period } from '../../shared/words/period.ts';
import type { Project } from '../../shared/words/project.ts';
import { byCodeUnit } from '../../shared/words/public-record.ts';
import type { DeadLetter, StoredActivity, Submission } from '../../shared/words/submission.ts';
import { type AggregateRows, aggregatesOn } from './aggregate-stores.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The rows of the register, as maps. */
export type Rows = AggregateRows & {
  revisions: Map<string, number>;
  activities: Map<string, StoredActivity>;
  claims: Map<string, Claim>;
  /** What each partner has taken of each window. */
  spent: Map<string, number>;
  projects: Map<string, Kept<Project>>;
  periods: Map<string, Kept<Period>>;
  /** By kind and id, with a blank between them. */
  facts: Map<string, Kept<Fact>>;
  letters: Map<string, DeadLetter>;
};

export const noRows = (): Rows => ({
  revisions: new Map(),
  activities: new Map(),
  contributions: new Map(),
  marks: new Map(),
  divisions: new Map(),
  suspects: new Map(),
  publication: { state: undefined },
  retired: new Map(),
  claims: new Map(),
  spent: new Map(),
  projects: new Map(),
  periods: new Map(),
  facts: new Map(),
  letters: new Map(),
});

export type Stores = ReturnType<typeof storesOn>;

/** The ports of the table on rows in memory: strong reads, single-row conditional writes, as DynamoDB has them. */
export function storesOn(rows: Rows, partners: readonly Partner[], time: VirtualTime) {
  const keyOf = (partner: string, reference: string) => `${partner}#${reference}`;
  const raise = (key: string) => {
    const next = (rows.revisions.get(key) ?? 0) + 1;
    rows.revisions.set(key, next);
    return next;
  };

  return {
    rows,
    partners: {
      find: async (named) => {
        const partner = partners.find(({ id }) => id === named);
        return partner && { partner, keys: [], version: 0 };
      },
      lastUse: async () => undefined,
      noteUse: async () => undefined,
    } satisfies Partners,
    revisions: {
      next: async (partner, reference) => raise(keyOf(partner, reference)),
      nextOfKnown: async (partner, reference) =>
        rows.revisions.has(keyOf(partner, reference)) ? raise(keyOf(partner, reference)) : undefined,
      nextIf: async (partner, reference, precondition) =>
        fulfils(precondition, rows.revisions.get(keyOf(partner, reference)))
          ? raise(keyOf(partner, reference))
          : undefined,
      newest: async (partner, reference) => rows.revisions.get(keyOf(partner, reference)),
    } satisfies port.Revisions,
    keys: {
      async claim(partner, key, mine, now) {
        const standing = rows.claims.get(keyOf(partner, key));
        if (standing !== undefined && standing.expires > now.getTime() / 1000) return standing;
        rows.claims.set(keyOf(partner, key), mine);
        return undefined;
      },
      async replace(partner, key, attempt, next) {
        const standing = rows.claims.get(keyOf(partner, key))?.attempt;
        if (standing !== attempt && standing !== next.attempt) return false;
        rows.claims.set(keyOf(partner, key), next);
        return true;
      },
    } satisfies IdempotencyKeys,
    counters: {
      async add(partner, window, amount) {
        const sum = (rows.spent.get(keyOf(partner, window)) ?? 0) + amount;
        rows.spent.set(keyOf(partner, window), sum);
        return sum;
      },
    } satisfies RateCounters,
    receipts: { get: async () => undefined } satisfies port.Receipts,
    activities: {
      async apply(submission: Submission, recordedAt: string): Promise<StoredActivity> {
        const key = keyOf(submission.partner, submission.reference);
        const before = rows.activities.get(key);
        if (before !== undefined && before.revision >= submission.revision) return before;
        const after = applied(submission, before?.months ?? [], recordedAt, before?.first);
        rows.activities.set(key, after);
        return after;
      },
      async settle({ partner, reference, revision }: StoredActivity, owed: readonly string[]) {
        const standing = rows.activities.get(keyOf(partner, reference));
        if (standing?.revision === revision)
          rows.activities.set(keyOf(partner, reference), { ...standing, months: [...owed].sort() });
      },
      get: async (partner: string, reference: string) => rows.activities.get(keyOf(partner, reference)),
      async page(partner: string, after = '', most: number) {
        const later = [...rows.activities.values()]
          .filter((row) => row.partner === partner && row.reference > after)
          .sort((one, other) => byCodeUnit(one.reference, other.reference));
        const page = later.slice(0, most);
        const next = later.length > most ? page.at(-1)?.reference : undefined;
        return { rows: page, ...(next === undefined ? {} : { next }) };
      },
    } satisfies port.Activities,
    ...aggregatesOn(rows, time),
    portfolio: {
      project: async (code) => rows.projects.get(code),
      projects: async () => heldIn(rows.projects),
      replaceProject: async (code, seen, held) => replaced(rows.projects, code, seen, held),
      period: async (id) => rows.periods.get(id),
      periods: async () => heldIn(rows.periods),
      replacePeriod: async (id, seen, held) => replaced(rows.periods, id, seen, held),
    } satisfies Portfolio,
    facts: {
      get: async <Kind extends FactKind>(kind: Kind, id: string) =>
        rows.facts.get(`${kind} ${id}`) as Kept<Fact<Kind>> | undefined,
      all: async (kind) => heldIn(factsBeginning(rows.facts, kind)),
      beginning: async (kind, start, most) => heldIn(factsBeginning(rows.facts, kind, start, most)),
      replace: async (kind, id, seen, held) => replaced(rows.facts, `${kind} ${id}`, seen, held),
    } satisfies Facts,
    deadLetters: {
      put: async (letter) => void rows.letters.set(letter.id, letter),
      get: async (id) => rows.letters.get(id),
      async remove({ id, at, body }) {
        const standing = rows.letters.get(id);
        return standing?.at === at && standing.body === body && rows.letters.delete(id);
      },
    } satisfies port.DeadLetters,
  };
}

/** What the places of a portfolio hold. */
export const heldIn = <Held>(places: ReadonlyMap<string, Kept<Held>>): Held[] =>
  [...places.values()].flatMap(({ held }) => held ?? []);

/** The places of facts of a kind whose ids begin so, in their order, up to a number. */
const factsBeginning = <Kind extends FactKind>(
  places: Rows['facts'],
  kind: Kind,
  start = '',
  most = Number.POSITIVE_INFINITY,
): Map<string, Kept<Fact<Kind>>> =>
  new Map(
    [...places]
      .filter(([name]) => name.startsWith(`${kind} ${start}`))
      .sort(([one], [other]) => byCodeUnit(one, other))
      .slice(0, most) as [string, Kept<Fact<Kind>>][],
  );

/** Writes a place that the office writes, if it still is in the revision that was seen. */
function replaced<Held>(
  places: Map<string, Kept<Held>>,
  name: string,
  seen: number,
  held: Held | undefined,
): boolean {
  if ((places.get(name)?.revision ?? 0) !== seen) return false;
  places.set(name, { revision: seen + 1, held });
  return true;
}

/** The row of an activity after a submission. */
export function applied(
  submission: Submission,
  months: readonly string[],
  recordedAt: string,
  first = submission.id,
): StoredActivity {
  const { schema, id, partner, reference, revision, acceptedAt } = submission;
  const put = submission.operation === 'put' ? submission.activity : undefined;
  return {
    schema,
    partner,
    reference,
    revision,
    submission: id,
    first,
    acceptedAt,
    recordedAt,
    months: [...new Set([...months, ...(put === undefined ? [] : [monthOf(put.start)])])].sort(),
    ...(put === undefined ? {} : { activity: put }),
  };
}
