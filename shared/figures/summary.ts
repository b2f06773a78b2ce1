import * as z from 'zod';
import { isDone, lastDayOpen } from '../words/activity.ts';
import { month } from '../words/calendar.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';

/**
 * What one project gets of an activity that n projects share is wholeShare / n: a whole number for every n up
 * to `mostProjects` (27,720 is the least common multiple of 1 to 12), so that shares add up exactly.
 */
export const wholeShare = 27_720;

/**
 * The key under which stand, by project, the activities that name none and, by partner and organisation, the restricted
 * ones, of which neither is public. No code, id or name is empty.
 */
export const nameless = '';

/** What a key of a summary names; null where there is nothing to name, or it is not public. */
export const nameOf = (key: string): string | null => (key === nameless ? null : key);

export const count = z.int().min(0);
/** How many activities, and how many events they stand for. */
export const tally = z.strictObject({
  activities: count.meta({ description: 'How many activities.' }),
  units: count.meta({ description: 'How many events the activities stand for.' }),
});
export type Tally = z.infer<typeof tally>;
/** How many activities state their participants in one way, and the sum of these. */
export const stated = z.strictObject({
  activities: count.meta({ description: 'How many activities.' }),
  participants: count.meta({ description: 'How many participants.' }),
});

const keyed = <Shape extends z.core.$ZodLooseShape>(description: string, shape: Shape) =>
  z
    .array(
      z.strictObject({
        key: z.string().meta({ description: 'What they have in common; empty where that is not public.' }),
        ...shape,
      }),
    )
    .meta({ description });
const tallies = (description: string) => keyed(description, tally.shape);
const counts = (description: string) => count.meta({ description });
const tallied = (description: string) => tally.meta({ description });
const states = (description: string) => stated.meta({ description });
const months = (description: string) => keyed(description, { reached: counts('How many reached it.') });

/**
 * The figures of a set of activities. Numbers add, lists merge by key, and of two instants the later one holds, so
 * the summaries of disjoint sets merge into the summary of the union, exactly and in any order. Lists are in the
 * order of their keys.
 */
export const summary = z.strictObject({
  listed: counts('How many activities, counted or not.'),
  newest: z
    .string()
    .meta({ description: 'None of them was accepted after this instant; empty where there is none.' }),
  byLastDay: tallies('Those that are in the calendar until a day is over, by that day.'),
  total: tallied('Those that are counted.'),
  otherThanDesk: counts('How many counted activities are no desk study.'),
  online: counts('How many of those were held online.'),
  participants: z
    .strictObject({
      exact: states('Stated exactly.'),
      about: states('Stated as about so many.'),
      at_least: states('Stated as at least so many.'),
      at_most: states('Stated as at most so many.'),
      women: states('Stated to be women.'),
    })
    .meta({ description: 'Who took part, by how that is stated.' }),
  byStatus: tallies('All activities, counted or not, by their status.'),
  byMonth: tallies('By the month in which they start.'),
  byProject: keyed('By project.', {
    whole: tallied('Each activity whole for each of its projects.'),
    shared: tallied(`Each activity shared among its n projects: ${wholeShare} / n for each.`),
    months: keyed('The months in which they start.', {}),
  }),
  byCountry: keyed('By country.', {
    reached: tallied('Those completed or ongoing that had it as a beneficiary or participant.'),
    beneficiary: tallied('Those with it as a beneficiary.'),
    participant: tallied('Those with it as a participant.'),
    host: tallied('Those that it hosted.'),
    months: months('The months in which they start.'),
  }),
  byGroup: tallies('By group of countries.'),
  byType: tallies('By type.'),
  byMode: tallies('By mode.'),
  byTheme: tallies('By field of support.'),
  byPartner: tallies('By the partner that posted them.'),
  byOrganisation: tallies('By the organisations that took part.'),
});
export type Summary = z.infer<typeof summary>;

const none: Tally = { activities: 0, units: 0 };
const nobody = { activities: 0, participants: 0 };

/** The summary of no activity. */
export const emptySummary: Summary = {
  listed: 0,
  newest: '',
  byLastDay: [],
  total: none,
  otherThanDesk: 0,
  online: 0,
  participants: { exact: nobody, about: nobody, at_least: nobody, at_most: nobody, women: nobody },
  byStatus: [],
  byMonth: [],
  byProject: [],
  byCountry: [],
  byGroup: [],
  byType: [],
  byMode: [],
  byTheme: [],
  byPartner: [],
  byOrganisation: [],
};

/** The summary of one activity. One that is not counted is listed under its status, and nowhere else. */
export function summaryOf(record: PublicRecord): Summary {
  const one: Tally = { activities: 1, units: record.units };
  const open = lastDayOpen(record);
  const listed = {
    ...emptySummary,
    listed: 1,
    newest: record.acceptedAt,
    byLastDay: open === undefined ? [] : [{ key: open, ...one }],
    byStatus: [{ key: record.status, ...one }],
  };
  if (!record.counted) return listed;
  const desk = record.mode === 'desk' || record.type === 'desk_study';
  const only = (key: string) => [{ key, ...one }];
  const each = (keys: readonly string[]) =>
    [...new Set(keys)].sort(byCodeUnit).map((key) => ({ key, ...one }));
  const projects = record.projects.length === 0 ? [nameless] : record.projects;
  const share = wholeShare / projects.length;
  const month = record.start.slice(0, 7);
  return {
    ...listed,
    total: one,
    otherThanDesk: desk ? 0 : 1,
    online: !desk && record.mode === 'online' ? 1 : 0,
    participants: participantsOf(record),
    byMonth: only(month),
    byProject: each(projects).map(({ key }) => ({
      key,
      whole: one,
      shared: { activities: share, units: share * record.units },
      months: [{ key: month }],
    })),
    byCountry: each(record.countries.map(({ code }) => code)).map(({ key }) =>
      countryOf(record, key, one, month),
    ),
    byGroup: each(record.groups),
    byType: only(record.type),
    byMode: only(record.mode),
    byTheme: each(record.themes),
    byPartner: only(record.partner ?? nameless),
    byOrganisation: each(
      record.visibility === 'restricted' ? [nameless] : record.partners.map(({ name }) => name),
    ),
  };
}

/** Who took part: nobody yet in what is planned. */
function participantsOf({ status, participants }: PublicRecord): Summary['participants'] {
  if (participants === undefined || !isDone(status)) return emptySummary.participants;
  const { count: people, qualifier, women } = participants;
  return {
    ...emptySummary.participants,
    [qualifier]: { activities: 1, participants: people },
    ...(women === undefined ? {} : { women: { activities: 1, participants: women } }),
  };
}

function countryOf({ status, countries }: PublicRecord, key: string, one: Tally, month: string) {
  const as = (role: string) =>
    countries.some((each) => each.code === key && each.role === role) ? one : none;
  const [beneficiary, participant, host] = [as('beneficiary'), as('participant'), as('host')];
  const reached = isDone(status) && (beneficiary === one || participant === one) ? one : none;
  const months = [{ key: month, reached: reached.activities }];
  return { key, reached, beneficiary, participant, host, months };
}

/** The summary of the union of disjoint sets, from their summaries. */
export function merge(summaries: Iterable<Summary>): Summary {
  let level = [...summaries];
  while (level.length > 1)
    level = level.flatMap((one, at) => {
      const other = level[at + 1];
      return at % 2 === 1 ? [] : [other === undefined ? one : (add(one, other) as Summary)];
    });
  return level[0] ?? emptySummary;
}

type Addable = number | string | { [field: string]: Addable } | Keyed[];
type Keyed = { key: string; [field: string]: Addable };

/** Adds numbers and merges lists; of two texts (instants, or the same key) the later one holds. */
function add(one: Addable, other: Addable): Addable {
  if (typeof one === 'number') return one + (other as number);
  if (typeof one === 'string') return one > (other as string) ? one : other;
  if (Array.isArray(one)) return union(one, other as Keyed[]);
  const sum: { [field: string]: Addable } = {};
  for (const [field, value] of Object.entries(one))
    sum[field] = add(value, (other as Record<string, Addable>)[field] as Addable);
  return sum;
}

/** Merges two lists in the order of their keys into one. */
function union(one: Keyed[], other: Keyed[]): Keyed[] {
  if (other.length === 0) return one;
  const merged: Keyed[] = [];
  let [i, j] = [0, 0];
  for (let a = one[i], b = other[j]; a !== undefined || b !== undefined; a = one[i], b = other[j]) {
    const order = a === undefined ? 1 : b === undefined ? -1 : byCodeUnit(a.key, b.key);
    if (order === 0 && a !== undefined && b !== undefined) merged.push(add(a, b) as Keyed);
    else merged.push((order < 0 ? a : b) as Keyed);
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  return merged;
}

/** The months of a row of a summary. */
export const monthsOf = (row: { months: readonly { key: string }[] }): string[] =>
  row.months.map(({ key }) => key);

/** What rows of figures have as their months. */
export const monthsOfRow = z
  .array(month)
  .meta({ description: 'The months in which such activities start, in order.' });
