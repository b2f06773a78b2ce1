import { expect, it } from 'vitest';
import { calendarDraft } from '../../shared/feed/calendar-document.ts';
import { publish } from '../../shared/feed/publish.ts';
import { startSnapshot } from '../../shared/feed/snapshot.ts';
import { openYears } from '../../shared/feed/years.ts';
import { record } from '../../shared/recording/record.ts';
import { activity } from '../../shared/words/activity.ts';
import { publishAll, published, submission } from '../support/derived-in-memory.ts';
import { anActivity } from '../support/register.ts';
import { nothingStored, portsOn } from '../support/register-in-memory.ts';

/** A register in memory, and the day on which its aggregator runs. */
function registerOn(today: string) {
  const ports = portsOn(nothingStored(), 100);
  const clock = { today };
  return { clock, ports: { ...ports, now: () => new Date(`${clock.today}T12:00:00.000Z`) } };
}

const planned = (reference: string, start: string, changes: Record<string, unknown> = {}) => ({
  ...submission(reference, 1, start),
  operation: 'put' as const,
  activity: activity.parse(anActivity({ reference, start, status: 'planned', ...changes })),
});
const inCalendar = (text: string | undefined) =>
  [...(text ?? '').matchAll(/^UID:urn:activity-register:somebody\/(.+)\r$/gm)].map(([, id]) => id);

it('loses an event on the day after its last, and is not written on any other day', async () => {
  const { ports, clock } = registerOn('2026-11-20');
  const calendarNow = async () => inCalendar((await published(ports)).get('calendar.ics'));
  await record(ports)(planned('over', '2026-11-19'));
  await record(ports)(planned('under-way', '2026-10-01', { end: '2026-11-22' }));
  await record(ports)(planned('ahead', '2027-01'));
  await publishAll(ports);
  expect(await calendarNow()).toEqual(['under-way', 'ahead']);
  const changed: [string, string[]][] = [];
  for (const today of ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2027-01-31', '2027-02-01']) {
    clock.today = today;
    const { written } = await publish(ports)();
    if (written.length > 0) changed.push([today, written]);
    expect((await publish(ports)()).written).toEqual([]);
  }
  expect(changed).toEqual([
    ['2026-11-23', ['calendar.ics']],
    ['2027-02-01', ['calendar.ics']],
  ]);
  expect(await calendarNow()).toEqual([]);
});

it('is made from the months that have something ahead or under way, and no other is read', async () => {
  const { ports } = registerOn('2026-11-20');
  for (const month of ['2014-01', '2014-02', '2014-03'])
    await record(ports)(planned(`cancelled-${month}`, month, { status: 'cancelled' }));
  await record(ports)(planned('resource', '2014-05', { type: 'online_resource', status: 'ongoing' }));
  await record(ports)(planned('today', '2026-11-20'));
  await record(ports)(planned('later', '2026-12-01'));
  await publishAll(ports);
  const index = (await ports.bucket.index())?.index;
  const stamp = {
    snapshot: 2,
    generatedAt: '2026-11-21T12:00:00.000Z',
    dataAsOf: '2026-11-21T12:00:00.000Z',
  };
  let reads = 0;
  const bucket = {
    read(path: string) {
      reads += 1;
      return ports.bucket.read(path);
    },
  };
  const making = startSnapshot({ ...ports.bucket, ...bucket }, index, new Set(), stamp);
  const years = await openYears(ports.bucket, making, index);
  const { text } = await calendarDraft({ making, base: ports.base }, years, '2026-11-21');
  expect([inCalendar(text(stamp)), reads]).toEqual([['later'], 1]);
});

it('loses an event that is withdrawn or moved into the past, also where nothing else of its month is ahead', async () => {
  const { ports } = registerOn('2026-11-20');
  const calendarNow = async () => inCalendar((await published(ports)).get('calendar.ics'));
  for (const [reference, month] of Object.entries({ withdrawn: '2027-01', moved: '2027-03' }))
    await record(ports)(planned(reference, month));
  await publishAll(ports);
  expect(await calendarNow()).toEqual(['withdrawn', 'moved']);
  await record(ports)(submission('withdrawn', 2, undefined));
  await publishAll(ports);
  expect(await calendarNow()).toEqual(['moved']);
  await record(ports)({ ...planned('moved', '2020-03', { status: 'completed' }), revision: 2 });
  await publishAll(ports);
  expect(await calendarNow()).toEqual([]);
});
