import { lastDay } from '../words/calendar.ts';
import {
  basisPoints,
  endsSoonAfter,
  type Project,
  type ProjectVersion,
  runsWithin,
  versionOn,
} from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { apportioned } from './rounding.ts';

/** The organisation whose own contribution is not external funding. */
const ownFunder = 'Council of Europe';

/** The projects that run on a day, each as its version of that day says, in the order of their codes. */
export function ongoingOn(
  projects: readonly Project[],
  day: string,
): { code: string; version: ProjectVersion }[] {
  return runningWithin(projects, day, day);
}

/** The projects that run on some day between two days, each as its version of the last of them says. */
export function runningWithin(projects: readonly Project[], from: string, to: string) {
  return projects
    .flatMap((project) => {
      const version = versionOn(project, to);
      return version !== undefined && runsWithin(version, from, to) ? [{ code: project.code, version }] : [];
    })
    .sort((one, other) => byCodeUnit(one.code, other.code));
}

/**
 * The projects that run on a day and end within the 15 months after its month, in the order of their last days, then
 * of their codes; budgets in cents.
 */
export function endingNext(projects: readonly Project[], day: string) {
  return ongoingOn(projects, day)
    .flatMap(({ code, version }) => {
      const end = lastDayOf(version);
      if (end === undefined || !endsSoonAfter(day, version)) return [];
      const budget = version.budget?.amount;
      return [{ project: code, end, ...(budget === undefined ? {} : { budget }) }];
    })
    .sort((one, other) => byCodeUnit(one.end, other.end) || byCodeUnit(one.project, other.project));
}

/** An amount in cents, and its share of the whole in per cent with two decimals. */
type Portion = { amount: number; share: number };

/**
 * Who pays for a set of projects: each funder's part of the combined budget, exact until it is rounded for
 * showing: by the largest remainder, so that what is shown adds up to the budget, and to 100.00 per cent. `external` is
 * what others than the Council of Europe pay; `unstated` is the budget whose funding is not stated; together with the
 * own contribution they are the whole.
 */
export function fundingOf(versions: readonly ProjectVersion[]) {
  const byFunder = new Map<string, bigint>();
  let [total, silent] = [0n, 0n];
  for (const { budget, funding } of versions) {
    const cents = BigInt(budget?.amount ?? 0);
    total += cents;
    if (funding.length === 0) silent += cents * 10_000n;
    for (const { funder, share } of funding)
      byFunder.set(funder, (byFunder.get(funder) ?? 0n) + cents * BigInt(basisPoints(share)));
  }
  if (total === 0n) return { total: 0, funders: [], external: nothing, unstated: nothing };
  const paying = [...byFunder]
    .filter(([, parts]) => parts > 0n)
    .sort(([one, a], [other, b]) => (a === b ? byCodeUnit(one, other) : a < b ? 1 : -1));
  const parts = [...paying.map(([, part]) => part), silent];
  const [amounts, shares] = [apportioned(parts, total), apportioned(parts, 10_000n)];
  const portion = (at: number): Portion => ({ amount: amounts[at] ?? 0, share: (shares[at] ?? 0) / 100 });
  const funders = paying.map(([funder], at) => ({ funder, ...portion(at) }));
  const own = funders.find(({ funder }) => funder === ownFunder) ?? nothing;
  const unstated = portion(paying.length);
  const external = {
    amount: Number(total) - own.amount - unstated.amount,
    share: (10_000 - basisPoints(own.share) - basisPoints(unstated.share)) / 100,
  };
  return { total: Number(total), funders, external, unstated };
}

const nothing: Portion = { amount: 0, share: 0 };

/** The last day on which a version runs, or undefined where it has no end. */
export const lastDayOf = ({ end }: ProjectVersion): string | undefined =>
  end === undefined ? undefined : lastDay(end);
