import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Stores } from '../support/stores.ts';

/**
 * What some work asks of AWS, as AWS would bill it: DynamoDB's write units (of 1 KB) and read units (of 4 KB, half for
 * a read that is not strongly consistent), SQS's requests (one for each 64 KB begun), and calls of any service.
 */
export type Bill = { writes: number; reads: number; messages: number; calls: number };

/**
 * Counts what goes through the clients of stores from now on. The engine says what each call has consumed, by
 * DynamoDB's rules for the sizes of items. What it does not say: a write whose condition fails is billed, with one unit
 * for a row of a kilobyte at most; and a read that finds nothing, as one that finds little.
 */
export function meterOf({ clients: { documents, sqs } }: Pick<Stores, 'clients'>) {
  const least = (input: object) => ('ConsistentRead' in input && input.ConsistentRead === true ? 1 : 0.5);
  let bill: Bill = { writes: 0, reads: 0, messages: 0, calls: 0 };
  documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (call) => {
        bill.calls += 1;
        const kind = /^(?:Get|Query|Scan)/.test(commandName) ? 'reads' : 'writes';
        try {
          const input = { ...call.input, ReturnConsumedCapacity: 'TOTAL' };
          const result = await next({ ...call, input });
          const { ConsumedCapacity: of } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
          if (of?.CapacityUnits === undefined)
            throw new Error(`${commandName} does not say what it has consumed`);
          bill[kind] += kind === 'reads' ? Math.max(of.CapacityUnits, least(call.input)) : of.CapacityUnits;
          return result;
        } catch (thrown) {
          if (thrown instanceof ConditionalCheckFailedException) bill.writes += 1;
          throw thrown;
        }
      },
    { step: 'initialize', name: 'meter' },
  );
  sqs.middlewareStack.add(
    (next) => (call) => {
      bill.calls += 1;
      bill.messages += Math.ceil(Buffer.byteLength(JSON.stringify(call.input)) / 65_536);
      return next(call);
    },
    { step: 'initialize', name: 'meter' },
  );
  /** The bill of some work, which nothing else may be at beside; divided by `of`, the number of things it is done for. */
  return async (work: () => Promise<unknown>, of = 1): Promise<Bill> => {
    bill = { writes: 0, reads: 0, messages: 0, calls: 0 };
    await work();
    const each = (number: number) => Math.round((number / of) * 100) / 100;
    return {
      writes: each(bill.writes),
      reads: each(bill.reads),
      messages: each(bill.messages),
      calls: each(bill.calls),
    };
  };
}
