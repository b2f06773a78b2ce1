import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Publishes 5,000 made-up activities in a process with 40 MB of heap. */
const published = (months: number) =>
  spawnSync(
    process.execPath,
    ['--max-old-space-size=40', 'tests/bench/publish-many.ts', '5000', String(months)],
    {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf-8',
    },
  );

describe('publishing a large register', { timeout: 240_000 }, () => {
  it('needs no more memory than a month of it has room in', () => {
    const { status, stdout } = published(50);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ activities: 5000, months: 50, documentsAfterOneChange: 5 });
  });

  it('would not have enough of it for all activities at once', () => {
    const { status, stderr } = published(1);
    expect(status).not.toBe(0);
    expect(stderr).toContain('heap out of memory');
  });
});
