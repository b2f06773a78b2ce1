import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf, sameActivity } from '../../cli/inventory/send.ts';
import { mostBatchBytes, mostBatchItems } from '../../shared/words/limits.ts';

it('parts rows into batches that the register takes, in their order, and into no more than it must', () => {
  const length = fc.oneof(fc.nat(300), fc.integer({ min: 100_000, max: 260_000 }));
  fc.assert(
    fc.property(fc.array(length, { maxLength: 250 }), (lengths) => {
      const rows = lengths.map((many, number) => ({
        number,
        activity: { title: 'é'.repeat(many / 2) },
        remarks: [],
      }));
      const batches = batchesOf(rows);
      const bytes = batches.map((batch) =>
        Buffer.byteLength(JSON.stringify(batch.map(({ activity }) => activity))),
      );
      expect(batches.flat()).toEqual(rows);
      for (const [at, batch] of batches.entries()) {
        expect(batch.length).toBeLessThanOrEqual(mostBatchItems);
        expect(bytes[at]).toBeLessThanOrEqual(mostBatchBytes);
        const next = batches[at + 1]?.[0];
        const room = mostBatchBytes - (bytes[at] ?? 0) - 1;
        if (next !== undefined)
          expect(
            batch.length === mostBatchItems || Buffer.byteLength(JSON.stringify(next.activity)) > room,
          ).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

describe('two activities', () => {
  const submitted = {
    reference: 'A-1',
    title: { en: 'Workshop' },
    projects: ['GLACY+'],
    start: '2020-03-15',
    status: 'completed',
    mode: 'online',
    type: 'workshop',
  };

  it('say the same whatever the order of their fields and what is left to its default', () => {
    const { reference, ...others } = submitted;
    expect(sameActivity(submitted, { units: 1, ...others, countries: [], reference })).toBe(true);
  });

  it('differ by any value, and by what the schema does not know', () => {
    expect(sameActivity(submitted, { ...submitted, units: 2 })).toBe(false);
    expect(sameActivity(submitted, { ...submitted, colour: 'red' })).toBe(false);
  });
});
