import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contributions } from '../../functions/aws/contribution-rows.ts';
import { openTable } from '../../functions/aws/table.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import { contributionTo } from '../../shared/words/public-record.ts';
import { anActivity, stored } from './made-activities.ts';

type Row = Record<string, unknown> & { pk: string; sk: string };

/**
 * DynamoDB as far as one partition is read and written: what is read is counted in units, as its manual has it. One for
 * 4 KB of a row or of all rows of a query, half of that where the read is not consistent.
 */
function countingTable() {
  const rows = new Map<string, Row>();
  let units = 0;
  const bytesOf = (row: object) => Buffer.byteLength(JSON.stringify(row));
  const count = (read: readonly object[], consistent: boolean | undefined) => {
    const bytes = read.reduce<number>((sum, row) => sum + bytesOf(row), 0);
    units += Math.max(1, Math.ceil(bytes / 4096)) * (consistent === true ? 1 : 0.5);
  };
  const client = {
    async send(command: unknown) {
      if (command instanceof PutCommand) {
        const row = command.input.Item as Row;
        const standing = rows.get(`${row.pk} ${row.sk}`);
        if (standing === undefined || Number(row.bytes ?? 0) > Number(standing.bytes ?? -1))
          rows.set(`${row.pk} ${row.sk}`, row);
        return {};
      }
      if (command instanceof GetCommand) {
        const found = rows.get(`${command.input.Key?.pk} ${command.input.Key?.sk}`);
        count(found === undefined ? [] : [found], command.input.ConsistentRead);
        return { Item: found };
      }
      if (!(command instanceof QueryCommand)) throw new Error('is no command that is known here');
      const { ScanIndexForward, ExclusiveStartKey, Limit, ConsistentRead } = command.input;
      const { ':pk': pk, ':within': within } = command.input.ExpressionAttributeValues ?? {};
      const all = [...rows.values()]
        .filter((row) => row.pk === pk && row.sk.startsWith(within))
        .sort((one, other) => (one.sk < other.sk ? -1 : 1));
      const start = String(ExclusiveStartKey?.sk);
      const beyond =
        ScanIndexForward === false
          ? all.filter(({ sk }) => sk < start).reverse()
          : all.filter(({ sk }) => sk > start);
      const Items = beyond.slice(0, Limit);
      count(Items, ConsistentRead);
      return { Items, ...(Items.length < Number(Limit) ? {} : { LastEvaluatedKey: Items.at(-1) }) };
    },
  };
  const port = contributions(openTable(client as unknown as DynamoDBDocumentClient, 'register'));
  const write = async (reference: string, text: string) => {
    const activity = anActivity({ reference, ...(text === '' ? {} : { description: inParts(text) }) });
    const row = { ...contributionTo(monthOf(activity.start), stored(activity)), partner: 'somebody' };
    await port.write('2020-03', row);
    return bytesOf(row);
  };
  return {
    write,
    async look(reference: string) {
      units = 0;
      const read = await port.nearby('2020-03', 'somebody', reference);
      return { ...read, units };
    },
  };
}
/** A long text in so many languages that it is as long as texts may be in each. */
const inParts = (text: string): Record<string, string> =>
  Object.fromEntries(
    (text.match(/.{1,5000}/gs) ?? []).map((part, at) => [
      `a${String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))}`,
      part,
    ]),
  );
const name = (at: number) => `R-${String(at).padStart(5, '0')}`;

describe('the look for duplicates', () => {
  it.each([20, 1_000, 10_000])(
    'reads at most 6 units of a month of %i rows of the size they have, and sees 16 of them',
    async (count) => {
      const { write, look } = countingTable();
      let largest = 0;
      for (let at = 0; at < count; at += 1)
        largest = Math.max(largest, await write(name(at), 'x'.repeat(1_700)));
      expect(largest).toBeGreaterThan(2_000);
      expect(largest).toBeLessThan(2_560);
      for (const reference of [name(0), name(3), name(count / 2), name(count - 1), 'A', 'Z']) {
        const { rows, units } = await look(reference);
        expect(rows).toHaveLength(16);
        expect(units).toBeLessThanOrEqual(6);
      }
    },
  );

  it('reads at most 6 units however large the rows are', async () => {
    const lengths = fc.array(fc.oneof(fc.nat(900), fc.nat(5_000), fc.nat(250_000)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.nat(30), async (given, beside) => {
        const { write, look } = countingTable();
        for (const [at, length] of given.entries()) await write(name(at), 'é'.repeat(length / 2));
        expect((await look(name(beside))).units).toBeLessThanOrEqual(6);
      }),
      { numRuns: 200 },
    );
  });

  it('sees fewer rows of a month that has had a large one, and none beside one of more than 40 KB', async () => {
    const { write, look } = countingTable();
    for (let at = 0; at < 30; at += 1) await write(name(at), 'x');
    expect((await look(name(20))).rows).toHaveLength(16);
    await write(name(5), 'x'.repeat(9_000));
    expect((await look(name(20))).rows).toHaveLength(4);
    await write(name(6), 'x'.repeat(42_000));
    expect(await look(name(20))).toEqual({ rows: [], whole: false, units: 0.5 });
  });
});
