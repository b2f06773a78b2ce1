import * as z from 'zod';
import type { RateCounters } from '../shared/partner-api/rate-limit.ts';
import type { Table } from './table.ts';

const counter = z.object({ spent: z.number() });

/**
 * What each partner has spent of the newest window: one row a partner, which only its own requests write. A window
 * is begun by the first who asks in it; one whose clock is behind counts in the newest. A write that is repeated
 * because its answer was lost counts twice, which only ends the window sooner.
 */
export function rateCounters(table: Table): RateCounters {
  return {
    async add(partner, window, cost) {
      const key = { pk: `RATE#${partner}`, sk: 'NEWEST' };
      const add = () =>
        table.update(
          key,
          {
            expression: 'ADD #spent :cost',
            values: { ':cost': cost },
            condition: { expression: '#window >= :window', values: { ':window': window } },
          },
          counter,
        );
      const begin = () =>
        table.update(
          key,
          {
            expression: 'SET #window = :window, #spent = :cost',
            values: { ':cost': cost, ':window': window },
            condition: { expression: 'attribute_not_exists(#window) OR #window < :window' },
          },
          counter,
        );
      const row = (await add()) ?? (await begin()) ?? (await add());
      if (row === undefined) throw new Error('a window has been taken back');
      return row.spent;
    },
  };
}
