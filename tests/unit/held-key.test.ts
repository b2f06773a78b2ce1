import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HeldKey,
  keyId,
  liveKeys,
  mostLiveKeys,
  revoked,
  rotated,
  stateOf,
} from '../../shared/intake/keys.ts';

const start = Date.parse('2026-11-20T12:00:00.000Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(start + hours * hour);
const instantAt = (hours: number) => at(hours).toISOString();
const key = (name: string, hours: number, more: Partial<HeldKey> = {}): HeldKey => ({
  hash: name.padEnd(64, '0'),
  since: instantAt(hours),
  ...more,
});
const [old, young] = [key('a', 0), key('b', 1)];
const rotation = { now: at(2), olderUntil: instantAt(10), dropOldest: false };

describe('a key', () => {
  it('is live up to the instant of its expiry, and not in it', () => {
    const limited = key('a', 0, { expires: instantAt(5) });
    expect(stateOf(limited, new Date(start + 5 * hour - 1))).toBe('live');
    expect(stateOf(limited, at(5))).toBe('expired');
    expect(stateOf(old, at(1_000_000))).toBe('live');
  });

  it('that is revoked is revoked, whether or not it has expired', () => {
    expect(stateOf({ ...old, revoked: instantAt(1), expires: instantAt(5) }, at(0))).toBe('revoked');
    expect(stateOf({ ...old, revoked: instantAt(1), expires: instantAt(5) }, at(9))).toBe('revoked');
  });

  it('is named by the first eight digits of its hash', () => {
    expect(keyId('0123456789abcdef')).toBe('01234567');
  });
});

describe('a rotation', () => {
  it('adds the new key beside the older one, which then ends', () => {
    expect(rotated([old], young, rotation)).toEqual([{ ...old, expires: instantAt(10) }, young]);
  });

  it('lengthens the life of no key', () => {
    const ending = { ...old, expires: instantAt(3) };
    expect(rotated([ending], young, rotation)).toEqual([ending, young]);
  });

  it('is refused while two are live', () => {
    expect(rotated([old, young], key('c', 2), rotation)).toBeUndefined();
  });

  it('revokes the oldest of two, wherever it stands, if told to', () => {
    const added = key('c', 2);
    expect(rotated([young, old], added, { ...rotation, dropOldest: true })).toEqual([
      { ...young, expires: instantAt(10) },
      { ...old, revoked: instantAt(2) },
      added,
    ]);
  });

  it('revokes nothing where there is room', () => {
    const ended = key('c', 0, { revoked: instantAt(1) });
    expect(rotated([ended, old], young, { ...rotation, dropOldest: true })).toEqual([
      ended,
      { ...old, expires: instantAt(10) },
      young,
    ]);
  });
});

describe('a revocation', () => {
  it('ends the key of the id, or all, and leaves an earlier revocation as it is', () => {
    const ended = key('c', 0, { revoked: instantAt(1) });
    expect(revoked([old, young, ended], at(2), keyId(old.hash))).toEqual([
      { ...old, revoked: instantAt(2) },
      young,
      ended,
    ]);
    expect(revoked([old, young, ended], at(2)).map((each) => each.revoked)).toEqual([
      instantAt(2),
      instantAt(2),
      instantAt(1),
    ]);
  });
});

type Step = { hours: number; overlap: number; dropOldest: boolean; revoke: boolean };
const steps = fc.array(
  fc.record<Step>({
    hours: fc.nat(5),
    overlap: fc.nat(8),
    dropOldest: fc.boolean(),
    revoke: fc.boolean(),
  }),
  { maxLength: 12 },
);

describe('whatever the operator does', () => {
  it('at most two keys are live at a time, a new one is, and none that has ended lives again', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let [keys, now]: [HeldKey[], number] = [[key('first', 0)], 0];
        for (const [number, { hours, overlap, dropOldest, revoke }] of all.entries()) {
          now += hours;
          const before = keys;
          const added = key(`${number}-`, now);
          const after = revoke
            ? revoked(before, at(now), keyId(before.at(-1)?.hash ?? ''))
            : rotated(before, added, { now: at(now), olderUntil: instantAt(now + overlap), dropOldest });
          if (after === undefined) expect(liveKeys(before, at(now))).toHaveLength(mostLiveKeys);
          keys = after ?? before;
          const live = liveKeys(keys, at(now));
          expect(live.length).toBeLessThanOrEqual(mostLiveKeys);
          if (after !== undefined && !revoke) expect(live).toContain(added);
          const wasLive = new Set(liveKeys(before, at(now)).map(({ hash }) => hash));
          for (const { hash } of live) expect(hash === added.hash || wasLive.has(hash)).toBe(true);
          if (after !== undefined && !revoke && !dropOldest && overlap > 0)
            for (const each of before.filter((one) => wasLive.has(one.hash)))
              expect(live.map(({ hash }) => hash)).toContain(each.hash);
        }
      }),
    );
  });
});
