import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyFeed, type FeedCopy } from '../support/feed-copy.ts';
import { serveFeed } from '../support/feed-server.ts';
import { activitiesIn } from '../support/memory-mirror.ts';
import { anActivity, somebody, startRegister } from '../support/register.ts';
import { makeTelling } from '../support/telling-register.ts';
import { register, registerAsUser, startRegister as startCommand } from '../support/terminal.ts';

const data = mkdtempSync(join(tmpdir(), 'mirror-'));
let first: FeedCopy;
let second: FeedCopy;
let server: Awaited<ReturnType<typeof serveFeed>>;

beforeAll(async () => {
  const register = await startRegister();
  await makeTelling(register);
  first = await copyFeed(register.ports.bucket.read);
  register.at('2026-11-20T13:00:00.000Z');
  await register.withdraw(somebody, 'wide');
  await register.submit(somebody, anActivity({ reference: 'later:1', start: '2020-02-01' }));
  await register.submit(somebody, anActivity({ reference: 'moved', start: '2020-06-01' }));
  await register.recordAll();
  await register.publish();
  second = await copyFeed(register.ports.bucket.read);
  await register.stop();
  server = await serveFeed(first.read);
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true });
});

/** Runs a command as a user does and gives what it printed and how it ended. */
const asUser = (name: 'verify' | 'mirror', ...words: string[]) => registerAsUser([name, ...words]);
/** The same in this process. */
const tool = (name: 'verify' | 'mirror', ...words: string[]) => register(name, ...words);

/** What a mirror holds on disk, by the names of the activities; nothing else may lie there. */
function heldIn(folder: string): Map<string, unknown> {
  const files = readdirSync(join(folder, 'activities'), { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((each) => each.isFile())
      .map(({ parentPath, name }): [string, unknown] => {
        const held = JSON.parse(readFileSync(join(parentPath, name), 'utf-8'));
        const { id, visibility } = held.activity;
        const place = visibility === 'restricted' ? `_restricted/${id}` : id.replaceAll(':', '=');
        expect(join(parentPath, name)).toBe(join(folder, 'activities', `${place}.json`));
        return [held.activity.id, held];
      }),
  );
}
const sorted = (held: Map<string, unknown>) => [...held].sort(([one], [other]) => (one < other ? -1 : 1));

describe('register verify', () => {
  it.each(['', 'feed', 'feed/index.json'])('reads the feed at /%s', async (path) => {
    const { code, out, err } = await (path === '' ? asUser : tool)('verify', server.url + path);
    expect(err).toBe('');
    expect(out).toMatch(/^document +figures +sentences +checks +differences$/m);
    expect(out).toMatch(/^periods\/2020\.json +25 +\d+ +\d+ +0$/m);
    expect(out).toMatch(/^total +\d+ +\d+ +\d+ +0$/m);
    expect(out).toMatch(/Snapshot 3: everything is equal to what was recomputed\.\n$/);
    expect(code).toBe(0);
  });

  it('exits with 1 and prints every difference', async () => {
    const falsified = first.another();
    falsified.editJson('all-time.json', ({ figures }) => {
      figures.units.value = 240;
      figures.activities.value = 130;
    });
    server.publish(falsified.read);
    const { code, out } = await asUser('verify', server.url);
    expect(out).toContain('all-time.json figures/units/value\n  published:  240\n  recomputed: ');
    expect(out).toContain('all-time.json figures/activities/value\n  published:  130\n  recomputed: ');
    expect(out).toMatch(/^Snapshot 3: 2 differences\.$/m);
    expect(code).toBe(1);
    const { code: again, out: json } = await tool('verify', server.url, '--json');
    expect(JSON.parse(json)).toMatchObject({ snapshot: 3, ok: false });
    expect(again).toBe(1);
  });

  it('exits with 2 and one line where there is nothing to verify', async () => {
    server.publish(async () => undefined);
    for (const words of [[server.url], ['http://127.0.0.1:1/'], ['nowhere'], [server.url, '--wrong']]) {
      const { code, out, err } = await tool('verify', ...words);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^[^\n]+\n$/);
    }
  });
});

describe('register mirror', () => {
  it('holds what is public, asks once where nothing is new, and follows what changes', async () => {
    const folder = join(data, 'following');
    server.publish(first.read);
    const { code, out, err } = await asUser('mirror', folder, server.url);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe('Snapshot 3, change 20: 9 activities written, 0 removed.\n');
    expect(sorted(heldIn(folder))).toEqual(sorted(activitiesIn(first)));
    const before = server.asked.length;
    expect((await tool('mirror', folder, server.url)).out).toBe('Nothing has changed since the last run.\n');
    expect(server.asked.slice(before)).toEqual(['index.json']);
    server.publish(second.read);
    expect((await tool('mirror', folder, server.url)).out).toMatch(/: 2 activities written, 1 removed\.\n$/);
    expect(sorted(heldIn(folder))).toEqual(sorted(activitiesIn(second)));
  });

  it.each([
    ['reads everything', false],
    ['follows changes', true],
  ])('that is killed half-way while it %s goes on where it was', async (what, follows) => {
    const folder = join(data, what);
    server.publish(first.read);
    if (follows) await tool('mirror', folder, server.url);
    server.publish(second.read);
    for (const request of [1, 3, 5]) {
      const reached = server.hold(server.asked.length + request);
      const started = startCommand(['mirror', folder, server.url]);
      const ended = once(started, 'exit');
      await Promise.race([reached, ended.then(() => Promise.reject(new Error('it has ended before')))]);
      started.kill('SIGKILL');
      await ended;
      server.release();
    }
    expect((await tool('mirror', folder, server.url)).code).toBe(0);
    expect(sorted(heldIn(folder))).toEqual(sorted(activitiesIn(second)));
  });

  it('says in one line what is wrong', async () => {
    for (const words of [[], [data, 'nowhere'], [join(data, 'none'), 'http://127.0.0.1:1/']]) {
      const { code, out, err } = await tool('mirror', ...words);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^[^\n]+\n$/);
    }
  });
});
