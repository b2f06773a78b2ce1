import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('a rebuild needs no more memory for a hundred thousand activities than a page of them', {
  timeout: 240_000,
}, () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--max-old-space-size=24', 'tests/bench/rebuild-many.ts', '100000'],
    { cwd: new URL('../..', import.meta.url), encoding: 'utf-8' },
  );
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ activities: 100_000, months: 120, strayRows: 0 });
});
