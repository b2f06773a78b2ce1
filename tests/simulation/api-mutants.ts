import type { Claim } from '../../shared/intake/idempotency.ts';
import { fulfils } from '../../shared/intake/precondition.ts';
import { changed } from './changed-port.ts';
import type { Ports } from './process-ports.ts';
import type { Mutant } from './world.ts';

/** Changes of how the partner API keeps keys, preconditions, batches, lists and limits. Every one must be found out. */
export const apiMutants: readonly Mutant[] = [
  {
    name: 'idempotency record written after sending',
    ports: keeping((next) => (next.plan === undefined || next.done ? next : 'nothing')),
  },
  {
    name: 'idempotency record written before sending, without what is left to send',
    ports: keeping((next) => (next.plan === undefined ? next : { ...next, done: true })),
  },
  {
    name: 'a claim is taken over while its lease lasts',
    ports: (ports) =>
      changed(ports, 'keys', {
        async claim(partner, key, mine, now) {
          const standing = await ports.keys.claim(partner, key, mine, now);
          return standing && { ...standing, leaseUntil: '1970-01-01T00:00:00.000Z', plan: undefined };
        },
        replace: async (partner, key, _attempt, next) => {
          await ports.keys.replace(partner, key, next.attempt, next);
          return true;
        },
      } as Partial<Ports['keys']>),
  },
  {
    name: 'another request with the same key is not told from the first',
    ports: (ports) =>
      changed(ports, 'keys', {
        async claim(partner, key, mine, now) {
          const standing = await ports.keys.claim(partner, key, mine, now);
          return standing && { ...standing, fingerprint: mine.fingerprint };
        },
      }),
  },
  {
    name: 'key not scoped to the partner',
    ports: (ports) =>
      changed(ports, 'keys', {
        claim: (_partner, key, mine, now) => ports.keys.claim('all', key, mine, now),
        replace: (_partner, key, attempt, next) => ports.keys.replace('all', key, attempt, next),
      }),
  },
  {
    name: 'failed entries of a batch ignored',
    ports: (ports) =>
      changed(ports, 'queue', {
        async sendAll(submissions) {
          await ports.queue.sendAll(submissions);
          return [];
        },
      }),
  },
  {
    name: 'If-Match compared by reading first',
    ports: (ports) =>
      changed(ports, 'revisions', {
        async nextIf(partner, reference, precondition) {
          const newest = await ports.revisions.newest(partner, reference);
          return fulfils(precondition, newest) ? ports.revisions.next(partner, reference) : undefined;
        },
      }),
  },
  {
    name: 'If-Match compared with the stored activity',
    ports: (ports) =>
      changed(ports, 'revisions', {
        async nextIf(partner, reference, precondition) {
          const stored = await ports.activities.get(partner, reference);
          return fulfils(precondition, stored?.revision)
            ? ports.revisions.next(partner, reference)
            : undefined;
        },
      }),
  },
  {
    name: 'cursor by offset',
    ports: (ports) =>
      changed(ports, 'activities', {
        async page(partner, after, most) {
          const { rows } = await ports.activities.page(partner, undefined, 1_000);
          const shown = rows.filter(({ activity }) => activity !== undefined);
          const until = Number(after?.slice(1) ?? 0) + most;
          return {
            rows: shown.slice(until - most, until),
            ...(until < shown.length ? { next: `O${until}` } : {}),
          };
        },
      }),
  },
  {
    name: 'one counter for all partners',
    ports: (ports) =>
      changed(ports, 'counters', {
        add: (_partner, window, cost) => ports.counters.add('all', window, cost),
      }),
  },
  {
    name: 'each copy of a function counts for itself',
    ports(ports) {
      const spent = new Map<string, number>();
      return changed(ports, 'counters', {
        async add(partner, window, cost) {
          const sum = (spent.get(partner + window) ?? 0) + cost;
          spent.set(partner + window, sum);
          return sum;
        },
      });
    },
  },
  {
    name: 'a batch counts as one request',
    ports: (ports) =>
      changed(ports, 'counters', {
        add: (partner, window, cost) => ports.counters.add(partner, window, Math.min(cost, 1)),
      }),
  },
];

/** Claims that are replaced by what `kept` makes of them, or (nothing) left as they are while their holder goes on. */
function keeping(kept: (next: Claim) => Claim | 'nothing') {
  return (ports: Ports): Ports =>
    changed(ports, 'keys', {
      async replace(partner, key, attempt, next) {
        const row = kept(next);
        return row === 'nothing' ? true : ports.keys.replace(partner, key, attempt, row);
      },
    });
}
