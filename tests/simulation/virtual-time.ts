type Event = { at: number; order: number; happen: () => void };

/** Virtual time: events happen in the order of their instants, and nothing else makes time pass. */
export type VirtualTime = ReturnType<typeof startTime>;

/**
 * Starts time at 0 (milliseconds). Before an event happens, every task has run until it waits for another event:
 * the queue of ticks is served only once no microtask is left.
 */
export function startTime() {
  const heap: Event[] = [];
  let [now, order] = [0, 0];

  /** Lets something happen after a delay, in milliseconds. */
  function after(delay: number, happen: () => void): void {
    order += 1;
    push(heap, { at: now + delay, order, happen });
  }

  /** Lets events happen until there are none before `limit`. Then it is `limit`, if that is a time. */
  async function run(limit = Number.POSITIVE_INFINITY): Promise<void> {
    for (let events = 0; ; events += 1) {
      await rest();
      const next = heap[0];
      if (next === undefined || next.at > limit) break;
      if (events > 200_000) throw new Error('the schedule does not come to an end');
      pop(heap);
      now = next.at;
      next.happen();
    }
    if (limit !== Number.POSITIVE_INFINITY) now = Math.max(now, limit);
  }

  return {
    after,
    run,
    now: () => now,
    sleep: (delay: number) => new Promise<void>((resolve) => after(delay, resolve)),
  };
}

const rest = () => new Promise<void>((resolve) => process.nextTick(resolve));

const before = (one: Event, other: Event) =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || before(above, event)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    const [left, right] = [heap[child], heap[child + 1]];
    if (left === undefined) break;
    if (right !== undefined && before(right, left)) child += 1;
    const lesser = heap[child];
    if (lesser === undefined || before(last, lesser)) break;
    heap[at] = lesser;
    at = child;
  }
  heap[at] = last;
}
