import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { registerIn, startRegister } from '../support/terminal.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Runs the command on files of a folder that has an inventory, without a key unless `key` is told. */
function submit(words: string[], key?: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.csv'), 'Title,Date\nA,2020-03-15\n');
  writeFileSync(join(folder, 'bad.json'), '{"Title": "colour"}');
  const placed = words.map((word) => (/\.(?:csv|json)$/.test(word) ? join(folder, word) : word));
  const env = key === undefined ? {} : { REGISTER_KEY: key };
  return registerIn({ env }, 'submit', ...placed, '--data', join(folder, 'nothing'));
}

describe('register submit', () => {
  it('says how it is used when asked, and ends with 0', async () => {
    expect(await submit(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--dry-run') });
  });

  it.each([
    [[], "Missing required argument 'file'"],
    [['a.csv', 'b.csv'], 'Too many arguments'],
    [['a.csv', '--colour'], '--colour'],
    [['none.csv'], 'cannot be read'],
    [['a.csv', '--lang', 'de'], '--lang de'],
    [['a.csv', '--default', 'colour=red'], '--default colour'],
    [['a.csv', '--mapping', 'none.json'], 'no mapping file'],
    [['a.csv', '--mapping', 'bad.json'], 'is refused'],
    [['a.csv', '--mapping', 'a.csv'], 'is refused'],
    [['a.csv'], 'No register is running on'],
    [['a.csv', '--origin', 'nonsense'], 'not the address'],
    [['a.csv', '--origin', 'http://127.0.0.1:1'], 'does not answer'],
  ])('ends with 2 and one reason for %j', async (words, reason) => {
    const { code, err, out } = await submit(words, 'a-key');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
    expect(err).not.toMatch(/^ {4}at /m);
  });

  it.each([
    [['--help'], 'Utilisation'],
    [['a.csv', '--colour'], 'L’option --colour n’est pas connue'],
    [['a.csv', 'b.csv'], 'Il manque un mot, ou il y en a un de trop'],
    [['none.csv'], 'ne peut pas être lu (ENOENT)'],
    [['a.csv', '--titles', 'de'], 'Option invalide'],
    [['a.csv', '--mapping', 'a.csv'], 'n’est pas du JSON'],
    [['a.csv'], 'Aucun registre ne tourne sur'],
    [['a.csv', '--origin', 'http://127.0.0.1:1'], 'ne répond pas'],
  ])('says in French what is wrong with %j', async (words, reason) => {
    const { err, out } = await submit([...words, '--lang', 'fr'], 'a-key');
    expect(`${out}${err}`).toContain(reason);
    expect(`${out}${err}`).not.toMatch(/\b(?:the|is|not|does|invalid)\b/i);
  });

  it('ends with 2 when it is given no key', async () => {
    expect(await submit(['a.csv'])).toMatchObject({ code: 2, err: expect.stringContaining('REGISTER_KEY') });
  });
});

/**
 * A register that answers its list and its projects, and a batch as told; a file of one row for it; and what is typed
 * to submit that.
 */
async function registerThat(answers: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    if (request.method === 'POST') return answers(response);
    const body = request.url?.startsWith('/feed/')
      ? { current: [{ code: 'GLACY+', names: { en: 'GLACY+', fr: 'GLACY+' } }], upcoming: [], completed: [] }
      : { activities: [] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const file = join(temporaryFolder(), 'a.csv');
  writeFileSync(file, 'Reference,Title,Date,Project\nA,A,2020-03-15,GLACY+\n');
  return ['submit', file, '--origin', `http://127.0.0.1:${port}`, '--key', 'k', '--lang', 'fr'];
}

describe('register submit, with an answer', () => {
  it('ends with 1 where a row must be mended', async () => {
    const refused = {
      index: 0,
      status: 422,
      problem: {
        type: 'about:blank',
        code: 'refused',
        status: 422,
        title: 'Refusé',
        detail: 'Refusée.',
        findings: [],
      },
    };
    const words = await registerThat((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ outcomes: [{ ...refused, reference: 'A', findings: [] }] })),
    );
    const { code, out, err } = await registerIn({ env: {} }, ...words, '--dry-run');
    expect([code, err]).toEqual([1, expect.stringContaining('Des lignes sont à corriger')]);
    expect(out).toContain('1 ligne : 0 bonne, 0 inchangée, 1 à corriger');
  });

  it('says that the limit is reached and for how long, and ends at Ctrl-C with a report and 130', async () => {
    const words = await registerThat((response) => response.writeHead(429, { 'retry-after': '37' }).end());
    const child = startRegister(words, { env: { PATH: process.env.PATH } });
    const said = { out: '', err: '' };
    const waits = Promise.withResolvers<void>();
    child.stdout?.on('data', (chunk) => {
      said.out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      said.err += chunk;
      if (said.err.includes('suite dans')) waits.resolve();
    });
    const ended = once(child, 'close');
    await Promise.race([waits.promise, ended]);
    child.kill('SIGINT');
    child.kill('SIGINT');
    const [code] = await ended;
    expect([code, said.err]).toEqual([130, expect.stringContaining('Interrompu.')]);
    expect(said.err).toMatch(/La limite de requêtes par minute est atteinte : suite dans 3[78] s\n/);
    expect(said.out).toContain('1 ligne : 0 prise, 0 inchangée, 0 à corriger, 1 non atteinte');
  });
});
