import type * as z from 'zod';
import { markLeftAt } from '../functions/aws/aggregate-rows.ts';
import { Refusal } from '../local/refusal.ts';
import { metrics } from '../shared/feed/documents.ts';
import type { FeedBucket, Publications } from '../shared/feed/ports.ts';
import { decode } from '../shared/feed/snapshot.ts';
import type { headline } from '../shared/figures/figures.ts';
import type { DeadLetterOffice, Marks } from '../shared/ports.ts';
import type { Rebuilds } from '../shared/recording/rebuild-stages.ts';
import { longestQueued, mostIntervalsMissed } from '../shared/words/limits.ts';
import type { Names } from '../shared/words/text.ts';
import { newCommand, onRegister, type Surroundings, type Which } from './command.ts';
import { connect } from './connect.ts';
import { headlineTable } from './headline-table.ts';
import { reachRegister } from './reach.ts';
import { type WaitingMessages, waitingMessages } from './waiting-messages.ts';

/** What a look at a register needs. */
export type StatusPorts = {
  marks: Pick<Marks, 'list'>;
  deadLetters: Pick<DeadLetterOffice, 'list'>;
  publications: Pick<Publications, 'get'>;
  rebuilds: Pick<Rebuilds, 'get'>;
  bucket: Pick<FeedBucket, 'index' | 'read'>;
  /** The messages of the queue of submissions, and of that of messages that could not be recorded. */
  submissions(): Promise<WaitingMessages>;
  unrecorded(): Promise<WaitingMessages>;
  /** Between two runs of the aggregator, in minutes. */
  interval: number;
  now(): Date;
};

/** For how many minutes a change may wait to be published: three intervals, and fifteen minutes at least. */
const longestUnpublished = (interval: number): number => mostIntervalsMissed * Math.max(5, interval);

/** `register status`. */
export const status = (
  here: Surroundings,
  reach: (which: Which) => StatusPorts = (which) => portsOf(which, here),
) =>
  onRegister(
    newCommand(here, 'status', {
      summary: 'How a register is, and whether a promise is in danger',
      about: `What waits to be recorded and to be published, dead letters, the last snapshot, and the headline figures of the
reporting period under way (else of the months since the last one). A promise is in danger, and the command ends with
1, where there are dead letters; where a message has been in the queue of submissions, or in that of messages that
could not be recorded, for ${longestQueued} minutes or more; and where a change has waited to be published for ${mostIntervalsMissed} intervals
of the aggregator or more, and for ${longestUnpublished(0)} minutes at least. The alarms on AWS ring at the same.`,
      examples: [
        ['status', 'of the register on this machine'],
        ['status --aws --json', 'for a program, of the one that is deployed'],
      ],
    }).option('--json', 'print all of it as one JSON text', false),
  ).action(async ({ json, ...which }) => {
    const ports = reach(which);
    const seen = await look(ports);
    const dangers = dangersOf(seen, ports.interval);
    here.out(json ? `${JSON.stringify({ ...seen, dangers })}\n` : `${textOf(seen)}\n`);
    if (dangers.length > 0) throw new Refusal(`In danger:\n${dangers.map((each) => `  ${each}`).join('\n')}`);
  });

function portsOf(which: Which, here: Surroundings): StatusPorts {
  const { output } = connect(which, here);
  const messages = waitingMessages(which, here);
  return {
    ...reachRegister(which, here).ports,
    submissions: () => messages(output('SubmissionQueueUrl')),
    unrecorded: () => messages(output('DeadLetterQueueUrl')),
    interval: Number(output('PublishEveryMinutes')),
    now: here.now,
  };
}

/** What there is to say of a register. Ages are in seconds, null where there is nothing or nobody can tell. */
type Status = Awaited<ReturnType<typeof look>>;

/** Reads two rows, the marks, two pages of dead letters at most, the index, metrics.json, and what the queues tell. */
async function look(ports: StatusPorts) {
  const now = ports.now();
  const age = (at: string) => Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000));
  const [marks, letters, publication, rebuild, published, submissions, unrecorded] = await Promise.all([
    ports.marks.list(),
    firstPage(ports.deadLetters),
    ports.publications.get(),
    ports.rebuilds.get(),
    ports.bucket.index(),
    ports.submissions(),
    ports.unrecorded(),
  ]);
  const left = marks.flatMap((mark) => markLeftAt(mark) ?? []).sort();
  const index = published?.index;
  return {
    at: now.toISOString(),
    submissions: { ...submissions, oldestSeconds: submissions.oldestSeconds ?? null },
    unrecorded: { ...unrecorded, oldestSeconds: unrecorded.oldestSeconds ?? null },
    deadLetters: letters,
    marks: { waiting: marks.length, oldestSeconds: left[0] === undefined ? null : age(left[0]) },
    snapshot:
      index === undefined
        ? null
        : { number: index.snapshot, generatedAt: index.generatedAt, ageSeconds: age(index.generatedAt) },
    /** How many documents a run that did not end was about to write. */
    unfinishedDocuments: publication?.pending.length ?? 0,
    rebuild:
      rebuild === undefined ? null : { since: rebuild.since, stage: rebuild.stage, done: rebuild.done },
    current: (await currentFigures(ports.bucket, index)) ?? null,
  };
}

/** How many letters there are on the first page, which is 1 MB at most, and whether there are more. */
async function firstPage(letters: Pick<DeadLetterOffice, 'list'>): Promise<{ count: number; more: boolean }> {
  let count: number | undefined;
  for await (const page of letters.list()) {
    if (count !== undefined && page.length > 0) return { count, more: true };
    count ??= page.length;
  }
  return { count: count ?? 0, more: false };
}

type Index = NonNullable<Awaited<ReturnType<FeedBucket['index']>>>['index'];
type Current = { id: string | null; names: Names; figures: z.infer<typeof headline> };

/** The headline figures of the span under way, of the snapshot of the index. */
async function currentFigures(
  { read }: Pick<FeedBucket, 'read'>,
  index: Index | undefined,
): Promise<Current | undefined> {
  const entry = index?.documents.find(({ path }) => path === 'metrics.json');
  const bytes = entry && (await read(entry.immutable));
  if (bytes === undefined) return undefined;
  const { current, periods, sinceLastPeriod } = metrics.parse(decode(bytes));
  if (current === undefined) return undefined;
  const period = periods.find(({ id }) => id === current.id);
  if (period !== undefined) return { id: period.id, names: period.names, figures: period.figures };
  const names = { en: 'Since the last reporting period', fr: 'Depuis la dernière période' };
  return sinceLastPeriod && { id: null, names, figures: sinceLastPeriod.figures };
}

/** Every promise that is in danger, as a sentence. */
export function dangersOf(
  { submissions, unrecorded, deadLetters, marks }: Status,
  interval: number,
): string[] {
  const queued = longestQueued * 60;
  const unpublished = longestUnpublished(interval) * 60;
  const dangers: [boolean, string][] = [
    [
      deadLetters.count > 0,
      `Submissions could not be recorded: see npx register dead-letters list (${numberOf(deadLetters)}).`,
    ],
    [
      (submissions.oldestSeconds ?? 0) >= queued,
      `A submission has been in the queue for ${span(submissions.oldestSeconds)}: nothing is lost, but it is not counted.`,
    ],
    [
      (unrecorded.oldestSeconds ?? 0) >= queued,
      `A message that could not be recorded has not been put away for ${span(unrecorded.oldestSeconds)}: after fourteen days it is lost.`,
    ],
    [
      (marks.oldestSeconds ?? 0) >= unpublished,
      `A change has waited to be published for ${span(marks.oldestSeconds)}: the figures grow old.`,
    ],
  ];
  return dangers.filter(([isSo]) => isSo).map(([, says]) => says);
}

const numberOf = ({ count, more }: Status['deadLetters']): string => `${count}${more ? ' or more' : ''}`;

/** A number of seconds in the largest unit of which there are two. */
function span(seconds: number | null): string {
  if (seconds === null) return 'some time';
  const [unit, size] =
    [['days', 86_400] as const, ['hours', 3600] as const, ['minutes', 60] as const].find(
      ([, length]) => seconds >= 2 * length,
    ) ?? (['seconds', 1] as const);
  return `${Math.floor(seconds / size)} ${unit}`;
}

function textOf(seen: Status): string {
  const { submissions, unrecorded, deadLetters, marks, snapshot, unfinishedDocuments, rebuild, current } =
    seen;
  const many = ({ waiting, oldestSeconds }: Status['submissions']) =>
    waiting === 0 ? 'none' : `${waiting}, the oldest for ${span(oldestSeconds)}`;
  return [
    `submissions in the queue     ${many(submissions)}`,
    `messages not recorded        ${many(unrecorded)}`,
    `dead letters                 ${deadLetters.count === 0 ? 'none' : numberOf(deadLetters)}`,
    `changes to be published      ${many(marks)}`,
    `last snapshot                ${snapshot === null ? 'none' : `${snapshot.number}, ${span(snapshot.ageSeconds)} ago (${snapshot.generatedAt})`}`,
    `documents of a run that died ${unfinishedDocuments === 0 ? 'none' : unfinishedDocuments}`,
    `rebuild under way            ${rebuild === null ? 'none' : `since ${rebuild.since}, at ${rebuild.stage} (${rebuild.done} done)`}`,
    ...(current === null ? [] : ['', current.names.en, headlineTable(current.figures)]),
  ].join('\n');
}
