import * as z from 'zod';
import type {
  Activities,
  DeadLetterOffice,
  DeadLetters,
  Precondition,
  Receipts,
  Revisions,
} from '../../shared/ports.ts';
import { ofAnyVersion, upcast } from '../../shared/recording/upcast.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import { deadLetter, receipt, storedActivity } from '../../shared/words/submission.ts';
import type { Condition, Table } from './table.ts';

export const revisionsKey = (partner: string, reference: string) => ({
  pk: `REVISIONS#${partner}`,
  sk: reference,
});
export const receiptKey = (id: string) => ({ pk: `SUBMISSION#${id}`, sk: 'RECEIPT' });
export const activityKey = (partner: string, reference: string) => ({
  pk: `ACTIVITIES#${partner}`,
  sk: reference,
});
export const letterKey = (id: string) => ({ pk: 'DEAD_LETTERS', sk: id });

const issued = ofAnyVersion('revisions', z.strictObject({ schema: z.literal(1), revision: z.int().min(1) }));

/** The revisions given out so far: one counter a row, raised in one atomic update. */
export function revisions(table: Table): Revisions {
  const raise = (partner: string, reference: string, condition?: Condition) =>
    table.update(
      revisionsKey(partner, reference),
      {
        expression: 'SET #schema = if_not_exists(#schema, :schema) ADD #revision :one',
        values: { ':one': 1, ':schema': 1 },
        ...(condition === undefined ? {} : { condition }),
      },
      issued,
    );
  return {
    async next(partner, reference) {
      const row = await raise(partner, reference);
      if (row === undefined) throw new Error('an unconditional update was refused');
      return row.revision;
    },
    nextOfKnown: async (partner, reference) =>
      (await raise(partner, reference, { expression: 'attribute_exists(#revision)' }))?.revision,
    async nextIf(partner, reference, precondition) {
      const condition = conditionOf(precondition);
      return condition && (await raise(partner, reference, condition))?.revision;
    },
    newest: async (partner, reference) =>
      (await table.get(revisionsKey(partner, reference), issued))?.revision,
  };
}

/** A precondition in DynamoDB's expression language; undefined if nothing can fulfil it. */
function conditionOf({ match, noneMatch }: Precondition): Condition | undefined {
  const values: Record<string, number> = {};
  const among = (those: '*' | readonly number[]) => {
    if (those === '*') return 'attribute_exists(#revision)';
    const names = those.map((revision) => {
      values[`:r${revision}`] = revision;
      return `:r${revision}`;
    });
    return `(attribute_exists(#revision) AND #revision IN (${names.join(', ')}))`;
  };
  if (match?.length === 0) return undefined;
  const wanted = match === undefined ? [] : [among(match)];
  const unwanted = noneMatch === undefined || noneMatch.length === 0 ? [] : [`NOT ${among(noneMatch)}`];
  const expression = [...wanted, ...unwanted].join(' AND ');
  // A list of no tags forbids nothing; DynamoDB wants some condition all the same.
  if (expression === '')
    return { expression: 'attribute_exists(#revision) OR attribute_not_exists(#revision)' };
  return Object.keys(values).length === 0 ? { expression } : { expression, values };
}

/** A receipt as a record: `expires`, after which DynamoDB removes its row, is no part of it. */
export const receiptRow = z.preprocess((row) => {
  const { expires: _expires, ...record } = row as Record<string, unknown>;
  return upcast('receipt', record);
}, receipt);

/** The receipts that releases before have stored, each until it expires. */
export const receipts = (table: Table): Receipts => ({ get: (id) => table.get(receiptKey(id), receiptRow) });

// DynamoDB keeps the months as a set, so that adding one twice is adding it once.
export const activityRow = z.preprocess((row) => {
  const { months, ...rest } = row as { months?: Set<string> };
  return upcast('activity', { ...rest, months: [...(months ?? [])].sort() });
}, storedActivity);

// A row of a newer register is left alone, which reading it then says aloud.
const isOlder =
  '(attribute_not_exists(#revision) OR #revision < :revision) AND (attribute_not_exists(#schema) OR #schema <= :schema)';

/** The activities as applied: a row each, under the partner that owns it. */
export function activities(table: Table): Activities {
  return {
    async apply(submission, recordedAt) {
      const { schema, id, partner, reference, revision, acceptedAt } = submission;
      const put = submission.operation === 'put' ? submission.activity : undefined;
      const fields = { schema, partner, reference, revision, submission: id, acceptedAt, recordedAt };
      const set = { ...fields, ...(put === undefined ? {} : { activity: put }) };
      const change = [
        `SET ${Object.keys(set)
          .map((name) => `#${name} = :${name}`)
          .join(', ')}, #first = if_not_exists(#first, if_not_exists(#submission, :submission))`,
        put === undefined ? 'REMOVE #activity' : 'ADD #months :month',
      ].join(' ');
      const applied = await table.update(
        activityKey(partner, reference),
        {
          expression: change,
          values: {
            ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
            ...(put === undefined ? {} : { ':month': new Set([monthOf(put.start)]) }),
          },
          condition: { expression: isOlder },
        },
        activityRow,
      );
      const standing = applied ?? (await table.get(activityKey(partner, reference), activityRow));
      if (standing === undefined) throw new Error('an activity is newer than this submission and not there');
      return standing;
    },
    async settle({ partner, reference, revision }, owed) {
      const condition = { expression: '#revision = :revision', values: { ':revision': revision } };
      await table.update(
        activityKey(partner, reference),
        owed.length === 0
          ? { expression: 'REMOVE #months', values: {}, condition }
          : { expression: 'SET #months = :owed', values: { ':owed': new Set(owed) }, condition },
        activityRow,
      );
    },
    get: (partner, reference) => table.get(activityKey(partner, reference), activityRow),
    page: (partner, after, most) => table.page(activityKey(partner, '').pk, activityRow, { after, most }),
  };
}

/** Messages that could not be recorded, kept until somebody deals with them. */
export function deadLetters(table: Table): DeadLetters & DeadLetterOffice {
  const letterRow = ofAnyVersion('deadLetter', deadLetter);
  return {
    async put(letter) {
      await table.put(letterKey(letter.id), letter);
    },
    get: (id) => table.get(letterKey(id), letterRow),
    list: () => table.pages('DEAD_LETTERS', letterRow),
    remove: ({ id, at, body }) =>
      table.remove(letterKey(id), {
        expression: '#at = :at AND #body = :body',
        values: { ':at': at, ':body': body },
      }),
  };
}
