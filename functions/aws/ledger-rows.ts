import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Ledger } from '../../shared/ports.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { reference } from '../../shared/words/activity.ts';
import { month } from '../../shared/words/calendar.ts';
import { partnerId } from '../../shared/words/partner.ts';
import { deadLetter, receiptExpires, revision, storedActivity } from '../../shared/words/submission.ts';
import {
  activityKey,
  activityRow,
  letterKey,
  receiptKey,
  receiptRow,
  revisionsKey,
} from './activity-rows.ts';
import { dividedPages, divisionKey, divisionRow, divisionRowOf } from './aggregate-rows.ts';
import { factKey, factPlaces, factRows } from './fact-rows.ts';
import { partnerKey, partnerRow } from './partner-table.ts';
import { periodKey, periodRow, projectKey, projectRow } from './portfolio-rows.ts';
import { type Key, openTable, type Row, scannedPages, scannedRows } from './table.ts';

const revisions = ofAnyVersion(
  'revisions',
  z.strictObject({ schema: z.literal(1), partner: partnerId, reference, revision }),
);

const division = ofAnyVersion(
  'division',
  z.strictObject({ schema: z.literal(1), month, version: z.int().min(1), pages: dividedPages }),
);

const of = <Name extends string, Schema extends z.ZodType>(kind: Name, record: Schema) =>
  z.strictObject({ kind: z.literal(kind), record });

/**
 * Everything that is stored and cannot be derived, a record of each kind, of any version up to this code's. Parsing
 * throws WrittenByNewer.
 */
export const ledgerRecord = z.discriminatedUnion('kind', [
  of('partner', partnerRow),
  of('project', projectRow),
  of('period', periodRow),
  of('treatyEvent', factRows.treatyEvent),
  of('legislationSurvey', factRows.legislationSurvey),
  of('donorContribution', factRows.donorContribution),
  of('activity', ofAnyVersion('activity', storedActivity)),
  of('revisions', revisions),
  of('receipt', receiptRow),
  of('deadLetter', ofAnyVersion('deadLetter', deadLetter)),
  of('division', division),
]);
export type LedgerRecord = z.output<typeof ledgerRecord>;
export type LedgerKind = LedgerRecord['kind'];

/** In which partitions the rows of each kind are, and what of the record is in their keys only. */
const places: Record<LedgerKind, { pk: string; sk?: string; named?: (row: Row) => Record<string, string> }> =
  {
    partner: { pk: 'PARTNER' },
    project: { pk: 'PORTFOLIO', sk: 'PROJECT#' },
    period: { pk: 'PORTFOLIO', sk: 'PERIOD#' },
    treatyEvent: { pk: 'PORTFOLIO', sk: factPlaces.treatyEvent },
    legislationSurvey: { pk: 'PORTFOLIO', sk: factPlaces.legislationSurvey },
    donorContribution: { pk: 'PORTFOLIO', sk: factPlaces.donorContribution },
    activity: { pk: 'ACTIVITIES#' },
    revisions: {
      pk: 'REVISIONS#',
      named: ({ pk, sk }) => ({ partner: pk.slice('REVISIONS#'.length), reference: sk }),
    },
    receipt: { pk: 'SUBMISSION#' },
    deadLetter: { pk: 'DEAD_LETTERS' },
    division: { pk: 'DIVISIONS', named: ({ sk }) => ({ month: sk }) },
  };

export const ledgerKinds = Object.keys(places) as LedgerKind[];

/** The table a record is in, and its key there. */
export function placeOf(each: LedgerRecord): { table: 'register' | 'partners'; key: Key } {
  const key = keyOf(each);
  return { table: each.kind === 'partner' ? 'partners' : 'register', key };
}

function keyOf({ kind, record }: LedgerRecord): Key {
  switch (kind) {
    case 'partner':
      return partnerKey(record.partner.id);
    case 'project':
      return projectKey(record.code);
    case 'period':
      return periodKey(record.id);
    case 'treatyEvent':
    case 'legislationSurvey':
    case 'donorContribution':
      return factKey(kind, record.id);
    case 'activity':
      return activityKey(record.partner, record.reference);
    case 'revisions':
      return revisionsKey(record.partner, record.reference);
    case 'receipt':
      return receiptKey(record.id);
    case 'deadLetter':
      return letterKey(record.id);
    case 'division':
      return divisionKey(record.month);
  }
}

/** A row as a record, where the row has something packed. */
function unpacked(kind: LedgerKind, fields: object): object {
  if (kind === 'activity') return activityRow.parse(fields);
  return kind === 'division' ? divisionRow.parse(fields) : fields;
}

/** A record as its table stores it, key apart. */
function rowOf({ kind, record }: LedgerRecord): object {
  if (kind === 'activity') {
    const { months, ...row } = record;
    return months.length === 0 ? row : { ...row, months: new Set(months) };
  }
  if (kind === 'division') return divisionRowOf(record);
  if (kind === 'receipt') return { ...record, expires: receiptExpires(record) };
  if (kind !== 'revisions') return record;
  const { partner: _partner, reference: _reference, ...row } = record;
  return row;
}

/**
 * The register's tables as the record of everything that cannot be derived. A page of activities comes from up to
 * `rowsRead` rows of the table, of whatever kind.
 */
export function ledger(
  client: DynamoDBDocumentClient,
  names: { register: string; partners: string },
  rowsRead?: number,
) {
  const tables = {
    register: openTable(client, names.register),
    partners: openTable(client, names.partners),
  };

  /** Every record of a kind, in pages, as a strongly consistent scan comes by them. */
  async function* records(kind: LedgerKind): AsyncGenerator<LedgerRecord[]> {
    const { pk, sk = '', named = () => ({}) } = places[kind];
    const tableName = kind === 'partner' ? names.partners : names.register;
    for await (const page of scannedRows(client, tableName, pk))
      yield page
        .filter((row) => row.sk.startsWith(sk))
        .map((row) => {
          const { pk: _pk, sk: _sk, ...fields } = row;
          return ledgerRecord.parse({ kind, record: { ...unpacked(kind, fields), ...named(row) } });
        });
  }

  return {
    records,
    /** Stores a record unless there is a row by its name; false if there is. */
    insert(each: LedgerRecord): Promise<boolean> {
      const { table, key } = placeOf(each);
      return tables[table].put(key, rowOf(each), { expression: 'attribute_not_exists(#pk)' });
    },
    async *activities(from?: string) {
      const { pk } = places.activity;
      for await (const { rows, next } of scannedPages(client, names.register, pk, { from, rowsRead }))
        yield { rows: rows.map(({ pk: _pk, sk: _sk, ...fields }) => activityRow.parse(fields)), next };
    },
  } satisfies Ledger & Record<string, unknown>;
}
