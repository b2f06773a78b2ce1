import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKey, keyPattern, keysIn, makeKey, partnerOfKey } from '../../shared/intake/keys.ts';

const partners = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,38}$/);
const randomness = fc.uint8Array({ minLength: 32, maxLength: 32 });
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_ +é\n';
const zeros = new Uint8Array(32);

describe('a key', () => {
  it('names its partner', async () => {
    await fc.assert(
      fc.asyncProperty(partners, randomness, async (partner, random) => {
        const key = await makeKey(partner, random);
        expect(key).toMatch(/^areg_[a-z0-9-]{1,39}_[0-9A-Za-z]{49}$/);
        expect(await partnerOfKey(key)).toBe(partner);
      }),
    );
  });

  it('bears all 256 bits: other random bytes make another key', async () => {
    const bits = Array.from({ length: 256 }, (_, bit) => zeros.with(bit >> 3, 1 << (bit & 7)));
    const keys = await Promise.all(
      [zeros, new Uint8Array(32).fill(255), ...bits].map((each) => makeKey('a', each)),
    );
    expect(new Set(keys).size).toBe(258);
    expect(new Set(keys.map((key) => key.length)).size).toBe(1);
  });

  it('is refused with any one character changed, left out or doubled', async () => {
    const key = await makeKey('glacy-plus', zeros.with(31, 7));
    for (const [at, own] of [...key].entries()) {
      const changed = [...letters].filter((letter) => letter !== own).concat('', own + own);
      const partnersFound = await Promise.all(
        changed.map((letter) => partnerOfKey(key.slice(0, at) + letter + key.slice(at + 1))),
      );
      expect(partnersFound.filter((found) => found !== undefined)).toEqual([]);
    }
  });

  it('is refused with two neighbours swapped', async () => {
    await fc.assert(
      fc.asyncProperty(partners, randomness, fc.nat(40), async (partner, random, from) => {
        const key = await makeKey(partner, random);
        const at = key.length - 49 + from;
        const [one = '', other = ''] = key.slice(at, at + 2);
        fc.pre(one !== other);
        expect(await partnerOfKey(key.slice(0, at) + other + one + key.slice(at + 2))).toBeUndefined();
      }),
    );
  });

  it('is refused in a partner that its checksum was not made for', async () => {
    const key = await makeKey('octopus', zeros);
    expect(await partnerOfKey(key.replace('octopus', 'glacy-plus'))).toBeUndefined();
  });

  it('is no other text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((some) => `areg_a_${some}`),
        ),
        async (text) => {
          expect(await partnerOfKey(text)).toBeUndefined();
        },
      ),
    );
    for (const text of ['', 'none', 'areg_', `areg_a_${'0'.repeat(49)}`, 'a'.repeat(1_000_000)])
      expect(await partnerOfKey(text)).toBeUndefined();
  });

  it('is stored as its SHA-256 in hexadecimal', async () => {
    const key = await makeKey('glacy-plus', zeros);
    expect(await hashKey(key)).toBe(createHash('sha256').update(key).digest('hex'));
  });

  it('is not made of fewer or more than 32 bytes, nor for what is no partner', async () => {
    await expect(makeKey('glacy-plus', new Uint8Array(31))).rejects.toThrow('32 random bytes');
    await expect(makeKey('glacy-plus', new Uint8Array(33))).rejects.toThrow('32 random bytes');
    await expect(makeKey('GLACY+', zeros)).rejects.toThrow('is not an id');
  });
});

describe('the keys in a text', () => {
  const noise = fc.string({ unit: 'binary', maxLength: 30 });

  it('are found whatever stands around them, in their order', async () => {
    const pieces = fc.array(fc.tuple(noise, partners, randomness), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(pieces, noise, async (before, after) => {
        const keys = await Promise.all(before.map(([, partner, random]) => makeKey(partner, random)));
        const text = before.map(([around], at) => around + keys[at]).join('') + after;
        expect(await keysIn(text)).toEqual(keys);
      }),
    );
  });

  it('are found within what only looks like a key', async () => {
    const key = await makeKey('glacy-plus', zeros);
    for (const before of [
      'areg_',
      'areg_areg_',
      'areg_a',
      'areg_a_',
      `areg_a_${'0'.repeat(40)}`,
      'a'.repeat(50),
    ])
      for (const after of ['', 'a', '_', '0'.repeat(60)])
        expect(await keysIn(before + key + after)).toEqual([key]);
  });

  it('are those whose checksum is right', async () => {
    const key = await makeKey('glacy-plus', zeros);
    expect(
      await keysIn(`${key.slice(0, -1)}, ${key.slice(0, -1)}! ${key.replace('glacy', 'gracy')}`),
    ).toEqual([]);
  });

  it('are found in a megabyte of beginnings of keys', async () => {
    const key = await makeKey('glacy-plus', zeros);
    expect(await keysIn('areg_a-'.repeat(150_000) + key)).toEqual([key]);
  });

  it('match the pattern for scanners of secrets', async () => {
    await fc.assert(
      fc.asyncProperty(partners, randomness, async (partner, random) => {
        const key = await makeKey(partner, random);
        expect(new RegExp(keyPattern).exec(`"${key}"`)?.[0]).toBe(key);
      }),
    );
  });
});
