import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Publishes 5,000 made-up activities in a process with 40 MB of heap. */
const published = (...given: (number | string)[]) =>
  spawnSync(
    process.execPath,
    ['--max-old-space-size=40', 'tests/bench/publish-many.ts', '5000', ...given.map(String)],
    {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf-8',
    },
  );

describe('publishing a large register', { timeout: 240_000 }, () => {
  it('needs no more memory than its pages have room in, be they of many months or of one', () => {
    for (const months of [50, 1]) {
      const { status, stdout } = published(months);
      expect(status).toBe(0);
      // The page as a list, its two feeds, the first page of the feed in two languages and the changes, as what is counted stays; two documents of years.
      expect(JSON.parse(stdout)).toMatchObject({ activities: 5000, months, documentsAfterOneChange: 6 });
    }
  });

  it('would not have enough of it for a page without end', () => {
    const { status, stderr } = published(1, 'Infinity');
    expect(status).not.toBe(0);
    expect(stderr).toContain('heap out of memory');
  });
});
