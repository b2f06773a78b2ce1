import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKey, makeKey, partnerOfKey } from '../../shared/key.ts';

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
