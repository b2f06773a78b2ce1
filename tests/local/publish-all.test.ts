import { expect, it, onTestFinished, vi } from 'vitest';
import { publishAll } from '../../cli/publish.ts';

/** Marks of which each run leaves so many. */
function marksLeft(...left: number[]) {
  let run = 0;
  const list = async () =>
    Array.from({ length: left[Math.min(run, left.length - 1)] ?? 0 }, () => ({ subject: 's', token: 't' }));
  const publish = async () => {
    run += 1;
  };
  return { marks: { list }, publish, runs: () => run };
}

it('says before each run how much there is to do', async () => {
  const { marks, publish } = marksLeft(53, 4, 0);
  const said: string[] = [];
  expect(await publishAll(marks, publish, (line) => said.push(line))).toBe('Published.');
  expect(said).toEqual(['Publishing: 53 changes to do.', 'Publishing: 4 changes to do.']);
});

it('says every ten seconds that a run goes on, and no longer once it has ended', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { marks, publish } = marksLeft(1, 0);
  const said: string[] = [];
  const long = async () => {
    await vi.advanceTimersByTimeAsync(25_000);
    await publish();
  };
  await publishAll(marks, long, (line) => said.push(line));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said.slice(1)).toEqual([
    'Still publishing, after 10 seconds.',
    'Still publishing, after 20 seconds.',
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends after twenty runs where partners go on posting', async () => {
  const { marks, publish, runs } = marksLeft(2);
  expect(await publishAll(marks, publish, () => undefined)).toContain('2 changes of the last moments');
  expect(runs()).toBe(20);
});
