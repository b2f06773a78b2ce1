import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { billOfAMillion, callTakes, memory, parts, restTakes, waysIn } from './bill.ts';
import { costs } from './costs.ts';
import { day, limits } from './day.ts';
import { aKilobyte, aShortOne, type Round, throughput } from './throughput.ts';
import { costsOfTutorial } from './tutorial.ts';

/** npm run bench: counts and times, and writes docs/performance.md. */
const [submissions, rounds] = [200, 5];
const page = new URL('../../docs/performance.md', import.meta.url);
const before = readFileSync(page, 'utf-8');
const counted = await costs();
const bills = Object.entries(waysIn(counted, await costsOfTutorial())).map(
  ([way, steps]) => [way, billOfAMillion(steps)] as const,
);
const days = {
  'a day': await day({ seed: 1, from: 0, to: 24 }),
  'with one that floods': await day({ seed: 1, from: 0, to: 24, flooded: true }),
  'two hours of it, published': await day({ seed: 1, from: 9, to: 11, flooded: true, published: true }),
};
const timed = {
  'a short one': await throughput(submissions, rounds, aShortOne),
  '1 KB': await throughput(submissions, rounds, aKilobyte),
};

const quantiles = (numbers: readonly number[]): string => {
  const sorted = [...numbers].sort((one, other) => one - other);
  const at = (part: number) => Number((sorted[Math.round((sorted.length - 1) * part)] ?? 0).toPrecision(3));
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
};
const ratios = (
  { register, ...others }: Awaited<ReturnType<typeof throughput>>,
  of: (register: Round, other: Round) => number,
): string[] =>
  (['tutorial', 'ceiling'] as const).map((to) =>
    quantiles(register.map((round, nth) => of(round, others[to][nth] as Round))),
  );
const speed = (register: Round, other: Round) => other.seconds / register.seconds;
const cpu = (register: Round, other: Round) => register.cpu / other.cpu;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const seconds = (milliseconds: number) =>
  Number.isFinite(milliseconds) ? (milliseconds / 1000).toFixed(1) : '';
const sum = (counts: Record<string, number>) =>
  Object.values(counts).reduce((before, each) => before + each, 0);
type Told = (of: Awaited<ReturnType<typeof day>>) => string | number;
const told: [string, Told][] = [
  ['requests', (of) => of.requests],
  ['accepted (202)', (of) => of.accepted],
  ['over the limit (429)', (of) => `${sum(of.overLimit)} ${Object.keys(of.overLimit).join(', ')}`.trim()],
  ['accepted and lost', (of) => of.lost.length],
  ['calls that the table refused', (of) => sum(of.refused)],
  ['seconds that the longest refusal lasted', (of) => seconds(of.longest)],
  ['seconds to recorded and marked, median', (of) => seconds(of.recorded.p50)],
  ['the same, 99 of 100', (of) => seconds(of.recorded.p99)],
  ['the same of the other partners', (of) => seconds(of.recordedOfOthers.p99)],
  ['seconds to published, 99 of 100', (of) => seconds(of.published.p99)],
  ['write units of a submission', (of) => of.each.writes.toFixed(1)],
  ['read units of a submission', (of) => of.each.reads.toFixed(1)],
  ['write units a second of the hottest key', (of) => `${of.hottest.units} (${of.hottest.key})`],
  ['of the table', (of) => of.peakOfTable],
];
const dayRows = told.map(([what, tell]) => [what, ...Object.values(days).map(tell)]);

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

## The bill

USD for a million submissions, from what is counted, by the prices of us-east-1 (\`tests/bench/prices.ts\` says whose and of when): a model, and no
bill. Functions have the ${memory} MB of the template; a call is taken to last ${callTakes} ms and an invocation ${restTakes} ms besides. Calls come one after the other,
but eight at once in a batch, and ten where ten messages are recorded. The gateway remembers for half a minute whose a key is; who posts less often has it
looked at each time. Not in it are storage, logs, publishing (which goes by the run), and the polling of an empty queue. The tutorial’s pipeline is that of
the comparison below, with ten messages at a time.

${table(
  ['', ...parts],
  bills.map(([way, bill]) => [way, ...parts.map((part) => bill[part].toFixed(2))]),
)}

## A day of a million submissions

A hundredth of it in virtual time, through the real intake and recorder, on a table in memory that refuses (as DynamoDB throttles, without its
bursts) more than ${limits.writesOfKey} write units and ${limits.readsOfKey} read units a second of a partition key and ${limits.writes} write units of the table: a hundredth of
DynamoDB's 1,000 and 3,000, and of the 4,000 of a new table. Traffic and the limit of each of the 1,000 partners are a hundredth too; what is not is the ten rows that a
batch writes at once. The hour from ten has ten times the mean. One partner asks ten times what it may in that hour and the one before, in vain but for
its limit. The queue is taken to hand out what it gets within 0.4 s, and again after 30 s what was not recorded. \`tests/bench/day.ts\` says what else is assumed; \`tests/bench/day.test.ts\` holds half an hour of it to its promises. The aggregator runs
every five minutes in the last column, uncharged, and takes no longer than it waits for rows. A submission costs more than is counted above, because each of so many
partners posts so seldom that every POST writes its limit, one in ten is a correction that mostly changes its month, and sizes are those of JSON.

${table(['', ...Object.keys(days)], dayRows)}

## Timed

${submissions} submissions of one partner and month, sixteen at once, until all are recorded and marked, ${rounds} rounds, in turn with two others. The
tutorial’s is the pipeline of a common tutorial on the same engines (dynalite, fauxqs): queue, put, five counters by ADD, and no check, revision,
status or limit. The ceiling is the least that a machine can do for a POST: Node’s own HTTP server, which puts it into Node’s own SQLite, on disk, and nothing
else; its requests come by HTTP, the others’ by a call. Median, and from the least to the most. All run in one process with the engines. An activity
is a short one of ${Buffer.byteLength(JSON.stringify(aShortOne('S1-100')))} bytes, or of 1 KB.

${table(
  ['', 'times the tutorial’s', 'times the ceiling’s'],
  Object.entries(timed).flatMap(([size, rounds]) => [
    [`submissions a second, of ${size}`, ...ratios(rounds, speed)],
    [`CPU a submission, of ${size}`, ...ratios(rounds, cpu)],
  ]),
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
