import * as z from 'zod';
import { type Claim, claim, type IdempotencyKeys, keptPlan } from '../../shared/intake/idempotency.ts';
import type { RateCounters } from '../../shared/intake/rate-limit.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { pack, packedText } from './packed-text.ts';
import type { Table } from './table.ts';

const keyOf = (partner: string, key: string) => ({ pk: `IDEMPOTENCY#${partner}`, sk: key });

// DynamoDB does not keep the order of fields, and the same answer again is the same to the byte: the plan is a text, and
// packed, because that of a batch is written twice and is the largest row there is.
const claimRow = ofAnyVersion(
  'claim',
  claim.extend({
    plan: packedText
      .transform((text) => JSON.parse(text) as unknown)
      .pipe(keptPlan)
      .optional(),
  }),
);
const rowOf = ({ plan, ...row }: Claim) => ({
  ...row,
  ...(plan === undefined ? {} : { plan: pack(JSON.stringify(plan)) }),
});

/**
 * The idempotency keys of each partner, a row a key. DynamoDB removes a row some time after it has `expires` behind
 * it (its time to live); until then the row counts as absent.
 */
export function idempotencyKeys(table: Table): IdempotencyKeys {
  return {
    async claim(partner, key, mine, now) {
      const free = await table.put(keyOf(partner, key), rowOf(mine), {
        expression: 'attribute_not_exists(#attempt) OR #expires <= :now',
        values: { ':now': Math.floor(now.getTime() / 1000) },
      });
      if (free) return undefined;
      // Whoever removed it in between had let it expire: the key is under way for one who asks just then.
      return (await table.get(keyOf(partner, key), claimRow)) ?? { ...mine, attempt: 'gone' };
    },
    replace: (partner, key, attempt, next) =>
      // The second is for an update that had its effect and is sent again because its answer was lost.
      table.put(keyOf(partner, key), rowOf(next), {
        expression: '#attempt = :attempt OR #attempt = :next',
        values: { ':attempt': attempt, ':next': next.attempt },
      }),
  };
}

const counter = z.object({ spent: z.number() });

/** How long (seconds) the row of a window is kept from its beginning on: longer than any two clocks are apart. */
const windowKept = 3600;

/**
 * What each partner has taken of each window: one row a window, which only its own requests write, and DynamoDB
 * removes some time after it is over. A write that is repeated because its answer was lost counts twice, which only
 * ends the window sooner.
 */
export function rateCounters(table: Table): RateCounters {
  return {
    async add(partner, window, amount) {
      const row = await table.update(
        { pk: `RATE#${partner}`, sk: window },
        {
          expression: 'SET #expires = :expires ADD #spent :amount',
          values: { ':amount': amount, ':expires': Date.parse(window) / 1000 + windowKept },
        },
        counter,
      );
      if (row === undefined) throw new Error('an unconditional update was refused');
      return row.spent;
    },
  };
}
