/** How many are under way at a time. */
const few = 8;

/**
 * Does something for each item, eight at a time, and gives the results in the order of the items. The next eight begin
 * once all of these are done; after a failure, which is thrown, nothing more is begun.
 */
export async function aFewAtATime<Item, Result>(
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += few)
    results.push(
      ...(await Promise.all(items.slice(from, from + few).map((item, at) => work(item, from + at)))),
    );
  return results;
}
