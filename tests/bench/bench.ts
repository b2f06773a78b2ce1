import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { costs } from './costs.ts';
import { type Round, throughput } from './throughput.ts';

/** npm run bench: counts and times, and writes docs/performance.md. */
const [submissions, rounds] = [400, 5];
const page = new URL('../../docs/performance.md', import.meta.url);
const before = readFileSync(page, 'utf-8');
const counted = await costs();
const timed = await throughput(submissions, rounds);

const quantiles = (numbers: readonly number[]): string => {
  const sorted = [...numbers].sort((one, other) => one - other);
  const at = (part: number) => (sorted[Math.round((sorted.length - 1) * part)] ?? 0).toFixed(2);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
};
const ratios = (of: (register: Round, tutorial: Round) => number): string =>
  quantiles(timed.register.map((round, nth) => of(round, timed.tutorial[nth] as Round)));

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const measured = `## Counted

For one submission, one item of a batch, or one run. Write units are of 1 KB, read units of 4 KB; calls are those of DynamoDB and SQS. The activities are
those of the sample. \`tests/bench/costs.test.ts\` keeps each within its bound.

${table(
  ['', 'write units', 'read units', 'SQS requests', 'calls'],
  Object.entries(counted).map(([way, { writes, reads, messages, calls }]) => [
    way,
    writes,
    reads,
    messages,
    calls,
  ]),
)}

"A run after one change" is of a register of 240 months with an activity in each.

## Timed

${submissions} submissions of one partner and month, sixteen at once, until all are recorded and marked, ${rounds} rounds, in turn with the pipeline of a
common tutorial on the same engines (dynalite, fauxqs): queue, put, five counters by ADD, and no check, revision, status or limit. Median, and from
the least to the most. Both run in one process with the engines.

${table(
  ['', 'median (least to most)'],
  [
    [
      'submissions a second, as a part of the tutorial’s',
      ratios((register, tutorial) => tutorial.seconds / register.seconds),
    ],
    ['CPU a submission, times the tutorial’s', ratios((register, tutorial) => register.cpu / tutorial.cpu)],
  ],
)}
`;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf-8' }).trim();
const where = `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, after commit ${commit}, on ${cpus().length} cores (${cpus()[0]?.model}) with ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}.`;
const marks = ['<!-- measured -->', '<!-- end of what is measured -->'] as const;
const [head, , tail] = before.split(new RegExp(marks.join('|')));
if (head === undefined || tail === undefined)
  throw new Error('docs/performance.md lacks the marks between which it is written');
writeFileSync(page, `${head}${marks[0]}\n${where}\n\n${measured}${marks[1]}${tail}`);
process.stdout.write(`${measured}\n`);
