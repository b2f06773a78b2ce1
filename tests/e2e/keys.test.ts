import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashKey, keysIn, makeKey } from '../../shared/intake/keys.ts';
import { describedFetch } from '../support/described-fetch.ts';
import { rawStores } from '../support/raw-stores.ts';
import { anActivity, glacy } from '../support/register.ts';
import { clientOf, eventually, type RunningRegister, runRegister } from '../support/running-register.ts';
import { registerAsUser, register as runCommand } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'keys-'));
const data = join(folder, 'data');
let register: RunningRegister;
let office: ReturnType<typeof clientOf>;
/** Every key that was ever made here, and everything that was ever answered or printed but a key itself. */
const made: string[] = [];
const said: string[] = [];

/** Runs a command on the register as its operator does, with a text as its standard input. */
const asOperator = async (name: 'partner' | 'backup', words: string[], input = '') =>
  told(words, await registerAsUser([name, ...words, '--data', data], input));
/** The same in this process. */
const tool = async (name: 'partner' | 'backup', words: string[]) =>
  told(words, await runCommand(name, ...words, '--data', data));

function told(words: string[], { code, out, err }: { code: number; out: string; err: string }) {
  const lines = out.trimEnd().split('\n');
  const key = ['add', 'rotate'].includes(words[0] ?? '') && code === 0 ? (lines.pop() ?? '') : '';
  if (key !== '') made.push(key);
  said.push(lines.join('\n'), err);
  return { code, lines, err, key };
}
const partner = (...words: string[]) => tool('partner', words);
const idOf = async (key: string) => (await hashKey(key)).slice(0, 8);

let variation = 0;
/**
 * What the register answers to a key, past the authorizer's memory of it: the memory is kept by the header as it is
 * written, and this one was never written so before.
 */
async function answerTo(key: string): Promise<[status: number, detail: string]> {
  variation += 1;
  const headers = { authorization: `Bearer${' '.repeat(variation)}${key}` };
  const response = await describedFetch(new URL('/v1/projects/GLACY%2B', register.url), { headers });
  const answer = await response.text();
  said.push(answer);
  return [response.status, JSON.parse(answer).detail];
}
const statusOf = async (key: string) => (await answerTo(key))[0];

beforeAll(async () => {
  register = await runRegister(data, '--empty', '--every', '0.5');
  office = clientOf(register.url, (await partner('add', 'office', '--name', 'Office', '--office')).key);
  expect((await office('PUT', '/v1/projects/GLACY%2B', glacy)).status).toBe(200);
});
afterAll(async () => {
  if (register.process.exitCode === null) await register.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

describe('a rotation', () => {
  it('lets every request through, before, during and after, with whichever of the two keys', async () => {
    const old = (await partner('add', 'rotating', '--name', 'Rotating')).key;
    let rotated = false;
    const statuses = new Set<number>();
    const asking = (async () => {
      for (let asked = 0; asked < 10 || (!rotated && asked < 300); asked += 1)
        statuses.add(await statusOf(old));
    })();
    const { key, lines } = await partner('rotate', 'rotating');
    rotated = true;
    await asking;
    expect(lines[0]).toMatch(`rotating has a new key; ${await idOf(old)} goes on until 2`);
    for (const each of [old, key, old, key]) statuses.add(await statusOf(each));
    expect([...statuses]).toEqual([200]);
  });

  it('is refused while two keys are live, unless the oldest is given up', async () => {
    const [one, two] = [
      (await partner('add', 'full', '--name', 'Full')).key,
      (await partner('rotate', 'full')).key,
    ];
    const refused = await partner('rotate', 'full');
    expect(refused).toMatchObject({ code: 1, lines: [''] });
    expect(refused.err).toContain(
      `two live keys already, ${await idOf(one)} and ${await idOf(two)} (the oldest`,
    );
    const three = (await partner('rotate', 'full', '--drop-oldest')).key;
    expect([await statusOf(one), await statusOf(two), await statusOf(three)]).toEqual([401, 200, 200]);
  });

  it('ends the older key at once if told to, and says of an expired key that it has expired', async () => {
    const old = (await partner('add', 'hasty', '--name', 'Hasty')).key;
    const { key, lines } = await partner('rotate', 'hasty', '--overlap', '0', '--expires', '2098-12-31');
    expect(lines).toEqual([
      'hasty has a new key; no other is live within a minute. The key is shown this once:',
    ]);
    expect(await answerTo(old)).toEqual([401, expect.stringMatching(/^The key expired at 2.*Z\./)]);
    expect(await statusOf(key)).toBe(200);
    expect((await partner('list')).lines.join('\n')).toContain('until 2099-01-01T00:00:00.000Z');
  });
});

describe('a revocation', () => {
  it('ends the one key that is named, or all, and a rotation then gives a new one', async () => {
    const old = (await partner('add', 'leaky', '--name', 'Leaky')).key;
    const key = (await partner('rotate', 'leaky')).key;
    expect((await partner('revoke', 'leaky', await idOf(old))).lines[0]).toContain(await idOf(old));
    expect([await statusOf(old), await statusOf(key)]).toEqual([401, 200]);
    expect((await partner('revoke', 'leaky')).lines[0]).toContain(await idOf(key));
    expect([await statusOf(old), await statusOf(key)]).toEqual([401, 401]);
    expect((await partner('revoke', 'leaky')).lines[0]).toContain('nothing was live');
    expect((await partner('list')).lines.filter((line) => line.startsWith('leaky'))).toEqual([
      'leaky\tLeaky\tevery project\tno live key',
    ]);
    expect(await statusOf((await partner('rotate', 'leaky')).key)).toBe(200);
  });
});

describe('the list', () => {
  it('has a line per live key, with the day of its last use; with --all also those that ended', async () => {
    const words = ['listed', '--name', 'Listed', '--projects', 'GLACY+,Octopus', '--expires', '30'];
    const old = (await partner('add', ...words)).key;
    const linesOf = async (...more: string[]) =>
      (await partner('list', ...more)).lines.filter((line) => line.startsWith('listed\t'));
    const start = 'listed\tListed\tGLACY\\+, Octopus';
    const [unused] = await linesOf();
    expect(unused).toMatch(
      new RegExp(`^${start}\t${await idOf(old)}\tlive\tsince \\S+Z\tuntil \\S+Z\tnever used$`),
    );
    expect(await statusOf(old)).toBe(200);
    const key = (await partner('rotate', 'listed')).key;
    await partner('revoke', 'listed', await idOf(old));
    expect(await linesOf()).toEqual([
      expect.stringMatching(`${await idOf(key)}\tlive\tsince \\S+\tno end\tnever used`),
    ]);
    const [ended, live] = await linesOf('--all');
    expect(ended).toMatch(new RegExp(`${await idOf(old)}\trevoked\t.*\tlast used \\d{4}-\\d\\d-\\d\\d$`));
    expect(live).toContain(await idOf(key));
  });
});

describe('a search for leaked keys', () => {
  it('tells whose each is, which, and whether it is live, and never shows one', async () => {
    const old = (await partner('add', 'found', '--name', 'Found')).key;
    const live = (await partner('rotate', 'found', '--overlap', '0')).key;
    const revoked = (await partner('rotate', 'found')).key;
    await partner('revoke', 'found', await idOf(revoked));
    const elsewhere = await makeKey('found', new Uint8Array(32));
    const mistyped = `${live.slice(0, -1)}!`;
    const leak = `{"authorization":"Bearer ${live}"}\n${mistyped}\n?key=${old}&again=${revoked}\n\n${elsewhere}`;
    const expected = [
      `line 1\tfound\t${await idOf(live)}\tlive`,
      `line 3\tfound\t${await idOf(old)}\texpired`,
      `line 3\tfound\t${await idOf(revoked)}\trevoked`,
      `line 5\tfound\t${await idOf(elsewhere)}\tunknown`,
    ];
    const file = join(folder, 'leak.txt');
    writeFileSync(file, leak);
    expect(await partner('find', file)).toMatchObject({ code: 1, lines: expected });
    expect(await asOperator('partner', ['find'], leak)).toMatchObject({ code: 1, lines: expected });
    expect(await asOperator('partner', ['find', '-'], leak.replace(live, ''))).toMatchObject({
      code: 0,
      lines: expected.slice(1),
      err: '',
    });
  });
});

describe('the command', () => {
  it.each([
    ['a partner that is there', ['add', 'office', '--name', 'Again'], 'There is a partner office already'],
    ['an id that is none', ['add', 'Office', '--name', 'Again'], 'is not an id such as'],
    ['a partner that is not there', ['rotate', 'nobody'], 'There is no partner nobody'],
    ['a revocation of a partner that is not there', ['revoke', 'nobody'], 'There is no partner nobody'],
    ['a key that is not there', ['revoke', 'office', '00000000'], 'office has no key 00000000'],
  ])('refuses %s with a sentence', async (_, words, sentence) => {
    const { code, err } = await partner(...words);
    expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
    expect(err).not.toContain('    at ');
  });
});

describe('no key', () => {
  /** The first characters of the secret part of each key: also a part of a key would be found. */
  const secrets = () => made.map((key) => key.slice(-49, -33));
  const showsKey = async (content: string) =>
    secrets().some((secret) => content.includes(secret)) || (await keysIn(content)).length > 0;

  it('is in an answer, a table, a document, a backup, the log or any file, whatever was done with it', async () => {
    const { key } = await asOperator('partner', ['add', 'careless', '--name', 'Careless']);
    const careless = clientOf(register.url, key);
    const tell = async (answer: Promise<{ status: number; headers: Headers; body: unknown }>) => {
      const { status, headers, body } = await answer;
      said.push(JSON.stringify([...headers, body]));
      return status;
    };
    const reference = `of-careless-${(await idOf(key)).toUpperCase()}`;
    expect(await tell(careless('PUT', `/v1/activities/${reference}`, anActivity({ reference })))).toBe(202);
    expect(await tell(careless('PUT', `/v1/activities/a?key=${key}`, anActivity()))).toBe(400);
    expect(await tell(careless('GET', `/v1/activities/${key}`))).toBe(400);
    expect(await tell(careless('DELETE', `/v1/activities/${key}`))).toBe(400);
    expect(await tell(careless('GET', `/v1/${key}`))).toBe(404);
    expect(await tell(careless('POST', '/v1/activities', { ...anActivity(), key, mode: key }))).toBe(400);
    expect(await tell(careless('POST', '/v1/activities', key))).toBe(400);
    expect(await tell(clientOf(register.url, `${key}${key}`)('GET', '/v1/activities/a'))).toBe(401);

    const raw = rawStores(data);
    await raw.send('{"is no submission":');
    const published = await eventually(
      () => raw.objects(),
      (objects) => objects.some(([, content]) => content.includes(reference)),
    );
    const log = () => readFileSync(join(data, 'log.ndjson'), 'utf8');
    await eventually(
      async () => log(),
      (content) => content !== '',
    );
    const file = join(folder, 'backup.ndjson');
    await asOperator('backup', [file]);
    const rows = (await raw.rows()).map((row) =>
      JSON.stringify(row, (_, value) => (value instanceof Set ? [...value] : value)),
    );
    raw.close();
    const backup = readFileSync(file, 'utf8');
    expect(await register.end('SIGTERM')).toBe(0);
    const files = globSync('**/*', { cwd: data })
      .map((name) => join(data, name))
      .filter((name) => statSync(name).isFile())
      .map((name) => readFileSync(name, 'latin1'));

    // What the search must find, if it looks where things are stored.
    const hash = await hashKey(key);
    expect(rows.filter((row) => row.includes(`"hash":"${hash}"`))).toHaveLength(1);
    expect(rows.filter((row) => row.includes('LAST_USE') && row.includes(hash))).toHaveLength(1);
    expect(backup).toContain(hash);
    expect(files.filter((content) => content.includes(hash)).length).toBeGreaterThan(0);
    expect(files.filter((content) => content.includes(reference)).length).toBeGreaterThan(1);
    expect(await showsKey(`"${key}"`)).toBe(true);
    expect(await showsKey(key.slice(0, -20))).toBe(true);

    const everything = [...said, ...register.printed, ...rows, ...published.flat(), backup, log(), ...files];
    const showing = await Promise.all(
      everything.map(async (content) => ((await showsKey(content)) ? content : '')),
    );
    expect(showing.filter((content) => content !== '')).toEqual([]);
  });
});
