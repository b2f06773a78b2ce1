import type { Row } from '../shared/readers/difference.ts';
import type { Verified } from '../shared/readers/verify.ts';

const columns = ['document', 'figures', 'sentences', 'checks', 'differences'];

/** What was verified as an aligned table, a line for each document and one for all, and below it every difference. */
export function verificationTable({ snapshot, rows, ok }: Verified): string {
  const byDocument = Map.groupBy(rows, ({ document }) => document);
  const counts = [...byDocument].map(([document, own]) => ({ document, own: countsOf(own) }));
  const total = columns.slice(1).map((_, at) => counts.reduce((sum, { own }) => sum + (own[at] ?? 0), 0));
  const lines = [
    columns,
    ...counts.map(({ document, own }) => [document, ...own.map(String)]),
    ['total', ...total.map(String)],
  ];
  const wide = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line.map((cell, at) => (at === 0 ? cell.padEnd(wide[at] ?? 0) : cell.padStart(wide[at] ?? 0))).join('  '),
  );
  const differences = rows
    .filter((row) => !row.ok)
    .map(
      ({ document, name, published, recomputed }) =>
        `${document} ${name}\n  published:  ${published}\n  recomputed: ${recomputed}`,
    );
  const verdict = ok
    ? `Snapshot ${snapshot}: everything is equal to what was recomputed.`
    : `${snapshot === undefined ? 'No snapshot' : `Snapshot ${snapshot}`}: ${differences.length} differences.`;
  return `${[...aligned, '', ...differences, verdict].join('\n')}\n`;
}

/** How many figures, sentences and other things were looked at, and how many differences there are. */
const countsOf = (rows: readonly Row[]): number[] => [
  ...(['figure', 'sentence', 'check'] as const).map(
    (kind) => new Set(rows.filter((row) => row.kind === kind).map(({ name }) => name)).size,
  ),
  rows.filter(({ ok }) => !ok).length,
];
