import { describe, expect, it } from 'vitest';
import { record } from '../../shared/recording/record.ts';
import { previewReplay } from '../../shared/recording/replay.ts';
import { submission } from '../support/derived-in-memory.ts';
import { nothingStored, portsOn } from '../support/register-in-memory.ts';

const letterOf = (body: unknown) => ({
  schema: 1 as const,
  id: 'letter',
  body: JSON.stringify(body),
  reason: 'made up',
  at: '2026-11-20T12:00:00.000Z',
});

describe('what a replay of a dead letter would do', () => {
  it.each<[number, string, object]>([
    [1, 'be superseded', { by: 2 }],
    [2, 'be superseded', { by: 2 }],
    [3, 'apply', { over: 2 }],
  ])('is told of revision %i where the second stands', async (revision, would, more) => {
    const ports = portsOn(nothingStored(), 100);
    await record(ports)(submission('a', 2, '2020-03'));
    const told = await previewReplay(ports)(letterOf(submission('a', revision, '2020-04')));
    expect(told).toMatchObject({ would, ...more });
  });

  it('is told where nothing stands, or where the body cannot be read', async () => {
    const ports = portsOn(nothingStored(), 100);
    expect(await previewReplay(ports)(letterOf(submission('a', 1, '2020-04')))).toMatchObject({
      would: 'apply',
    });
    expect(await previewReplay(ports)(letterOf({ schema: 1 }))).toMatchObject({ would: 'fail' });
  });
});
