import { derived } from './oracle-derived.ts';
import { changesTold, listedAsBefore } from './published-otherwise.ts';
import type { Mutant } from './world.ts';

const mutants: readonly Mutant[] = [
  {
    name: 'changes computed against nothing: every run says created',
    bucket: changesTold((changes) =>
      changes.flatMap((each) => (each.change === 'withdrawn' ? [] : [{ ...each, change: 'created' }])),
    ),
  },
  {
    name: 'tombstones left out of the change list',
    bucket: changesTold((changes) =>
      changes.filter(({ subject, change }) => subject !== 'activity' || change !== 'withdrawn'),
    ),
  },
  {
    name: 'the withdrawal of a month or a period left out of the change list',
    bucket: changesTold((changes) =>
      changes.filter(({ subject, change }) => subject === 'activity' || change !== 'withdrawn'),
    ),
  },
  {
    name: 'a moved activity is told to be withdrawn after it was created',
    bucket: changesTold((changes, before) =>
      changes.flatMap((each) => {
        const last = before.findLast(({ id, subject }) => id === each.id && subject === 'activity');
        const moved = each.change === 'replaced' && last?.month !== undefined && last.month !== each.month;
        return moved
          ? [
              { ...each, change: 'created' },
              { ...last, snapshot: each.snapshot, change: 'withdrawn' },
            ]
          : [each];
      }),
    ),
  },
  { name: 'copies removed at once', ports: (ports) => ({ ...ports, daysKept: -1 }) },
  {
    name: 'copies removed with all of their snapshot, though some are listed',
    bucket: (bucket) => ({
      ...bucket,
      async removeImmutable(path) {
        const folder = path.slice(0, path.lastIndexOf('/') + 1);
        for (const each of [...bucket.objects.keys()])
          if (each.startsWith(folder)) await bucket.removeImmutable(each);
      },
    }),
  },
  {
    name: 'copies never removed',
    bucket: (bucket) => ({ ...bucket, removeImmutable: async () => undefined }),
  },
  {
    name: 'copies of attempts that failed are not looked for',
    bucket: (bucket) => ({ ...bucket, immutables: async () => [] }),
  },
  {
    name: 'pages of the feed are not made anew when a month beside them comes or goes',
    bucket: listedAsBefore((path, before, now) => {
      const month = /^(?:fr\/)?feed\/(.+)\.json$/.exec(path)?.[1];
      const own = `activities/${month}.json`;
      return month !== undefined && before.get(own)?.sha256 === now.get(own)?.sha256;
    }),
  },
  {
    name: 'derived documents are not made anew',
    bucket: listedAsBefore((path, before) => derived.test(path) && before.has(path)),
  },
  {
    name: 'what all years sum to is not made anew',
    bucket: listedAsBefore((path, before) => path === 'years.json' && before.has(path)),
  },
  {
    name: 'the figures of a period are not made anew when a month of it changes',
    bucket: listedAsBefore((path, before) => /^periods\/.+\.json$/.test(path) && before.has(path)),
  },
  {
    name: 'the table of a period is not made anew when a month of it changes',
    bucket: listedAsBefore((path, before) => /^periods\/.+\.csv$/.test(path) && before.has(path)),
  },
];

/**
 * Changes of what snapshots say and of how long they are kept. Every one of them must be found out, and not by the log, which
 * has the index as it was to be.
 */
export const snapshotMutants: readonly Mutant[] = mutants.map((mutant) => ({ ...mutant, unheard: /^P11/ }));
