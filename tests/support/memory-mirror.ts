import type { Mirrored, MirrorState, MirrorStore } from '../../shared/readers/mirror.ts';
import type { FeedCopy } from './feed-copy.ts';

/** A mirror in memory, and what it holds. */
export function memoryMirror(held = new Map<string, Mirrored>(), kept?: MirrorState) {
  let state = kept;
  const store: MirrorStore = {
    state: async () => state,
    async keepState(next) {
      state = next;
    },
    async put(each) {
      const { id } = each.activity;
      const same = JSON.stringify(held.get(id)) === JSON.stringify(each);
      held.set(id, each);
      return !same;
    },
    remove: async (id) => held.delete(id),
    async *held() {
      yield* [...held.values()];
    },
  };
  return { store, held, state: () => state, another: () => memoryMirror(new Map(held), state) };
}

/** A feed that a mirror reads, and what it asked for; `publish` puts another snapshot in its place. */
export function memorySource(first: FeedCopy) {
  let feed = first;
  const asked: string[] = [];
  return {
    asked,
    publish(next: FeedCopy): void {
      feed = next;
    },
    source: {
      async index(etag: string | undefined) {
        asked.push('index.json');
        const current = feed.textOf('index.json');
        return etag === current ? undefined : { bytes: Buffer.from(current), etag: current };
      },
      async read(path: string) {
        asked.push(path);
        return feed.read(path);
      },
    },
  };
}

/** What a mirror of a feed has to hold, by the ids of the activities. */
export function activitiesIn(feed: FeedCopy): Map<string, Mirrored> {
  const months = feed.entries().filter(({ path }) => /^activities\/[\d.-]+\.json$/.test(path));
  return new Map(
    months.flatMap(({ path }) => {
      const { month, activities } = feed.json(path) as { month: string; activities: Mirrored['activity'][] };
      return activities.map((activity): [string, Mirrored] => [activity.id, { month, activity }]);
    }),
  );
}
