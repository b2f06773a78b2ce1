import { changed } from './changed-port.ts';
import type { Mutant } from './world.ts';

/** Marks whose token is not new each time. Every one of them must be found out. */
export const tokenMutants: readonly Mutant[] = [
  {
    name: 'token is a counter of the row (unmarking is slow)',
    sluggish: 'marks.remove',
    stores: (stores) => ({
      ...stores,
      marks: {
        ...stores.marks,
        put: async ({ subject }) => {
          const { marks } = stores.rows;
          marks.set(subject, String(Number(marks.get(subject) ?? 0) + 1));
        },
      },
    }),
  },
  {
    name: 'token is a counter of the process (unmarking is slow)',
    sluggish: 'marks.remove',
    ports(ports) {
      let count = 0;
      return changed(ports, 'marks', {
        put({ subject }) {
          count += 1;
          return ports.marks.put({ subject, token: String(count) });
        },
      });
    },
  },
  {
    name: 'token is the revision',
    ports(ports) {
      let newest = 0;
      return {
        ...changed(ports, 'marks', {
          put: ({ subject }) => ports.marks.put({ subject, token: String(newest) }),
        }),
        activities: {
          ...ports.activities,
          async apply(submission, at) {
            const stored = await ports.activities.apply(submission, at);
            newest = stored.revision;
            return stored;
          },
        },
      };
    },
  },
];
