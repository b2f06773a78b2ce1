import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../shared/log/checkpoint.ts';
import { readVerifierKey } from '../../shared/log/verifier-key.ts';
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
  first = await copyFeed(register.ports);
  register.at('2026-11-20T13:00:00.000Z');
  await register.withdraw(somebody, 'wide');
  await register.submit(somebody, anActivity({ reference: 'later:1', start: '2020-02-01' }));
  await register.submit(somebody, anActivity({ reference: 'moved', start: '2020-06-01' }));
  await register.recordAll();
  await register.publish();
  second = await copyFeed(register.ports);
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
    expect(out).toContain('log/checkpoint last statement\n');
    expect(out).toContain('all-time.json figures/units/value\n  published:  240\n  recomputed: ');
    expect(out).toContain('all-time.json figures/activities/value\n  published:  130\n  recomputed: ');
    expect(out).toMatch(/^Snapshot 3: 4 differences\.$/m);
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

describe('register verify, with what was seen before', () => {
  const file = join(data, 'seen.json');

  it('keeps the signed checkpoint, and finds the next snapshot to go on from it', async () => {
    server.publish(first.read);
    expect((await asUser('verify', server.url, '--since', file)).code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf-8')).checkpoint).toContain('/feed/log\n3\n');
    server.publish(second.read);
    expect((await tool('verify', server.url, '--since', file)).code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf-8')).checkpoint).toContain('/feed/log\n4\n');
  });

  it('leaves both signed checkpoints where the log is another, and keeps the one that was seen', async () => {
    server.publish(first.read);
    const before = readFileSync(file, 'utf-8');
    const { code, err } = await tool('verify', server.url, '--since', file);
    expect([code, err]).toEqual([1, expect.stringContaining('The log has been forked')]);
    expect(readFileSync(file, 'utf-8')).toBe(before);
    expect(readFileSync(`${file}.fork-seen`, 'utf-8')).toContain('/feed/log\n4\n');
    expect(readFileSync(`${file}.fork-now`, 'utf-8')).toContain('/feed/log\n3\n');
  });

  it('takes no file for what it is not', async () => {
    const { code, err } = await tool('verify', server.url, '--since', import.meta.filename);
    expect([code, err]).toEqual([2, expect.stringContaining('is no checkpoint that was kept')]);
  });

  it('says what a proof proves, offline', async () => {
    const proof = join(data, 'units.tlog-proof');
    writeFileSync(proof, second.objects.get('proof/2020/units.tlog-proof') ?? '');
    const [key] = second.json('log.json').keys;
    const { code, out } = await asUser('verify', '--proof', proof, '--key', key);
    expect(out).toMatch(/^\S+\/feed\/log has published snapshot \d at /);
    expect(out).toMatch(/^ {2}2020 {2}units {2}\d+ {2}\(units\/1\)$/m);
    expect(out).toMatch(/^It is leaf \d of the \d that the log had when it signed this\.$/m);
    expect(code).toBe(0);
    expect(await tool('verify', '--proof', proof)).toMatchObject({ code: 2, out: '' });
    writeFileSync(
      proof,
      Buffer.from(second.objects.get('proof/2020/units.tlog-proof') ?? '').subarray(0, 99),
    );
    expect(await tool('verify', '--proof', proof, '--key', key)).toMatchObject({ code: 1, out: '' });
  });
});

describe('register witness', () => {
  it('cosigns what goes on from what it has seen, and nothing else', async () => {
    const keep = join(data, 'witness');
    const words = ['--name', 'watch.example', '--keep', keep];
    server.publish(first.read);
    const { code, out } = await registerAsUser(['witness', server.url, ...words]);
    expect(code).toBe(0);
    const key = await register('witness', ...words, '--show-key');
    const keys = [...first.json('log.json').keys, key.out.trim()];
    const { size, cosignatures } = await openCheckpoint(
      Buffer.from(out),
      await Promise.all(keys.map(readVerifierKey)),
    );
    expect([size, cosignatures.map(({ name }) => name)]).toEqual([3, ['watch.example']]);
    server.publish(second.read);
    expect((await register('witness', server.url, ...words)).out).toContain('/feed/log\n4\n');
    server.publish(first.read);
    const refused = await register('witness', server.url, ...words);
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('forked') });
    expect(statSync(join(keep, 'key.json')).mode & 0o777).toBe(0o600);
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
