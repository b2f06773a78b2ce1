import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const command = new URL('../../cli/submit.ts', import.meta.url).pathname;

/** Runs the command in an empty folder that has an inventory, without a key unless `key` is told. */
function submit(words: string[], key?: string) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'a.csv'), 'Title,Date\nA,2020-03-15\n');
  writeFileSync(join(cwd, 'bad.json'), '{"Title": "colour"}');
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...(key === undefined ? {} : { REGISTER_KEY: key }) };
  return spawnSync(process.execPath, [command, ...words], { cwd, env, encoding: 'utf8' });
}

describe('npm run submit', () => {
  it('says how it is used when asked, and ends with 0', () => {
    expect(submit(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--dry-run') });
  });

  it.each([
    [[], 'Usage'],
    [['a.csv', 'b.csv'], 'Usage'],
    [['a.csv', '--colour'], '--colour'],
    [['none.csv'], 'cannot be read'],
    [['a.csv', '--lang', 'de'], '--lang de'],
    [['a.csv', '--default', 'colour=red'], '--default colour'],
    [['a.csv', '--mapping', 'none.json'], 'no mapping file'],
    [['a.csv', '--mapping', 'bad.json'], 'is refused'],
    [['a.csv', '--mapping', 'a.csv'], 'is refused'],
    [['a.csv'], 'No register runs'],
    [['a.csv', '--origin', 'nonsense'], 'not the address'],
    [['a.csv', '--origin', 'http://127.0.0.1:1'], 'does not answer'],
  ])('ends with 2 and one reason for %j', (words, reason) => {
    const { status, stderr, stdout } = submit(words, 'a-key');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it.each([
    [['--help'], 'Utilisation'],
    [['a.csv', '--colour'], 'L’option --colour n’est pas connue'],
    [['none.csv'], 'ne peut pas être lu (ENOENT)'],
    [['a.csv', '--titles', 'de'], 'Option invalide'],
    [['a.csv', '--mapping', 'a.csv'], 'n’est pas du JSON'],
    [['a.csv', '--origin', 'http://127.0.0.1:1'], 'ne répond pas'],
  ])('says in French what is wrong with %j', (words, reason) => {
    const { stderr, stdout } = submit([...words, '--lang', 'fr'], 'a-key');
    expect(`${stdout}${stderr}`).toContain(reason);
    expect(`${stdout}${stderr}`).not.toMatch(/\b(?:the|is|not|does|invalid)\b/i);
  });

  it('ends with 2 when it is given no key', () => {
    expect(submit(['a.csv'])).toMatchObject({ status: 2, stderr: expect.stringContaining('REGISTER_KEY') });
  });
});

/** A register that takes nothing: it answers its list and its projects, and what comes then as told. */
async function registerThat(answers: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    if (request.method === 'POST') return answers(response);
    const body = request.url?.startsWith('/feed/')
      ? { current: [{ code: 'GLACY+', names: { en: 'GLACY+', fr: 'GLACY+' } }], upcoming: [], completed: [] }
      : { activities: [] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'a.csv'), 'Reference,Title,Date,Project\nA,A,2020-03-15,GLACY+\n');
  const child = spawn(
    process.execPath,
    [command, 'a.csv', '--origin', `http://127.0.0.1:${port}`, '--key', 'k', '--lang', 'fr'],
    { cwd, env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } },
  );
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => {
    server.closeAllConnections();
    server.close();
    return code as number;
  });
  return { child, said, ended };
}

describe('npm run submit, while it waits', () => {
  it('says that the limit is reached and for how long, and ends at Ctrl-C with a report and 130', async () => {
    const { child, said, ended } = await registerThat((response) =>
      response.writeHead(429, { 'retry-after': '37' }).end(),
    );
    while (!said.err.includes('suite dans'))
      if ((await Promise.race([once(child.stderr, 'data'), ended])) === 1) expect.fail(said.out);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(said.err).toMatch(/La limite de requêtes par minute est atteinte : suite dans 3[78] s\n/);
    expect(said.err).toContain('Interrompu.');
    expect(said.out).toContain('1 ligne : 0 prise, 0 inchangée, 0 à corriger, 1 non atteinte');
  });
});
