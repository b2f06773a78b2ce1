import * as z from 'zod';
import type { Suspects } from '../../shared/ports.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import type { Table } from './table.ts';

export const suspectRow = ofAnyVersion(
  'suspects',
  z.strictObject({
    schema: z.literal(1),
    reference: z.string(),
    snapshot: z.int().min(1),
    others: z.array(z.string()),
  }),
);

/** Which activities may be the same as another: a row for each of which that was ever so. Decision 0033. */
export function suspects(table: Table): Suspects {
  const partition = (partner: string) => `SUSPECTS#${partner}`;
  return {
    async put(partner, reference, others, snapshot) {
      await table.put(
        { pk: partition(partner), sk: reference },
        { schema: 1, reference, snapshot, others },
        {
          expression: 'attribute_not_exists(#snapshot) OR #snapshot <= :snapshot',
          values: { ':snapshot': snapshot },
        },
      );
    },
    of: async (partner, reference) =>
      (await table.get({ pk: partition(partner), sk: reference }, suspectRow, false))?.others ?? [],
    async between(partner, from, to) {
      const found = new Map<string, string[]>();
      for await (const rows of table.pages(partition(partner), suspectRow, { from, to }, undefined, false))
        for (const { reference, others } of rows) found.set(reference, others);
      return found;
    },
  };
}
