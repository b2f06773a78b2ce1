import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchesOf } from '../../cli/inventory/send.ts';
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
