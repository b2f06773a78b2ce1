import { describe, expect, it } from 'vitest';
import type { HeldKey, Partners } from '../../shared/intake/keys.ts';
import { authenticate, hashKey, makeKey } from '../../shared/intake/keys.ts';
import { Unavailable } from '../../shared/ports.ts';

const octopus = { id: 'octopus', name: 'Octopus', office: false, projects: ['Octopus'] };
const since = '2026-11-01T00:00:00.000Z';
const key = await makeKey('octopus', new Uint8Array(32).fill(1));
const other = await makeKey('octopus', new Uint8Array(32).fill(2));

/** Who asks with a header, of partners who hold the given keys; the uses that were noted. */
function register(keys: HeldKey[], changes: Partial<Partners> = {}) {
  const noted: string[] = [];
  const clock = { now: new Date('2026-11-20T12:00:00.000Z') };
  const uses = new Map<string, string>();
  const partners: Partners = {
    find: async (id) => (id === 'octopus' ? { partner: octopus, keys, version: 1 } : undefined),
    lastUse: async (hash) => uses.get(hash),
    noteUse: async (hash, day) => {
      noted.push(day);
      uses.set(hash, day);
    },
    ...changes,
  };
  return { ask: authenticate({ partners, now: () => clock.now }), noted, clock };
}
const held = async (more: Partial<HeldKey> = {}) => ({ hash: await hashKey(key), since, ...more });
const refusal = (text: string) => ({ refusal: expect.stringContaining(text) });

describe('who asks', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is the partner of the key, said as %s', async (scheme) => {
    const { ask } = register([await held()]);
    expect(await ask(`${scheme} ${key}`)).toEqual(octopus);
    expect(await ask(`${scheme}   ${key}`)).toEqual(octopus);
  });

  it('is the same with either of two live keys', async () => {
    const { ask } = register([
      await held({ expires: '2026-11-27T00:00:00.000Z' }),
      { hash: await hashKey(other), since },
    ]);
    expect(await ask(`Bearer ${key}`)).toEqual(octopus);
    expect(await ask(`Bearer ${other}`)).toEqual(octopus);
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['what the edge fills in', 'Bearer none'],
    ['another scheme', `Basic ${key}`],
    ['no scheme', key],
    ['two headers, joined', `Bearer ${key},Bearer ${key}`],
    ['two headers, joined with a blank', `Bearer ${key}, Bearer ${key}`],
    ['a key and more', `Bearer ${key} ${key}`],
    ['a key after a tab', `Bearer\t${key}`],
  ])('is told how to send a key after %s', async (_, header) => {
    expect(await register([await held()]).ask(header)).toEqual(refusal('Send your key'));
  });

  it.each([
    ['a key and a comma', `Bearer ${key},`],
    ['two keys, joined', `Bearer ${key},${key}`],
    ['a key in which a letter is missing', `Bearer ${key.slice(0, -1)}`],
    ['a key with the name of another partner', `Bearer ${key.replace('octopus', 'glacy')}`],
    ['a key in capitals', `Bearer ${key.toUpperCase()}`],
    ['10,000 characters', `Bearer areg_${'a'.repeat(10_000)}`],
  ])('is told that the key is mistyped after %s', async (_, header) => {
    expect(await register([await held()]).ask(header)).toEqual(refusal('mistyped'));
  });

  it('is not let in with a well-formed key that nobody holds, or of nobody', async () => {
    const { ask, noted } = register([await held()]);
    expect(await ask(`Bearer ${other}`)).toEqual(refusal('not, or no longer, valid'));
    const nobodys = await makeKey('octopus-2', new Uint8Array(32).fill(1));
    expect(await ask(`Bearer ${nobodys}`)).toEqual(refusal('not, or no longer, valid'));
    expect(noted).toEqual([]);
  });

  it('is not let in with a key whose hash differs from a held one in its last digit', async () => {
    const hash = await hashKey(key);
    const near = `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`;
    expect(await register([{ hash: near, since }]).ask(`Bearer ${key}`)).toEqual(
      refusal('not, or no longer, valid'),
    );
  });

  it('is not let in with a key that is revoked, and is told when one has expired', async () => {
    const revoked = register([await held({ revoked: since })]);
    expect(await revoked.ask(`Bearer ${key}`)).toEqual(refusal('not, or no longer, valid'));
    const expired = register([await held({ expires: '2026-11-20T12:00:00.000Z' })]);
    expect(await expired.ask(`Bearer ${key}`)).toEqual(refusal('expired at 2026-11-20T12:00:00.000Z'));
    expect([...revoked.noted, ...expired.noted]).toEqual([]);
  });
});

describe('the last use of a key', () => {
  it('is noted once a day', async () => {
    const { ask, noted, clock } = register([await held()]);
    for (const now of ['2026-11-20T12:00', '2026-11-20T23:59', '2026-11-21T00:00', '2026-11-21T09:00']) {
      clock.now = new Date(`${now}:00.000Z`);
      expect(await ask(`Bearer ${key}`)).toEqual(octopus);
    }
    expect(noted).toEqual(['2026-11-20', '2026-11-21']);
  });

  it('is not moved back by a clock that is late', async () => {
    const { ask, noted } = register([await held()], { lastUse: async () => '2026-11-21' });
    expect(await ask(`Bearer ${key}`)).toEqual(octopus);
    expect(noted).toEqual([]);
  });

  it('lets nobody in while it cannot be noted', async () => {
    const down = async () => Promise.reject(new Unavailable('the table', undefined));
    const { ask } = register([await held()], { noteUse: down });
    await expect(ask(`Bearer ${key}`)).rejects.toThrow(Unavailable);
  });
});
