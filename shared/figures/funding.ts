import * as z from 'zod';
import { dayInWords, perCent, shownPerCent, wholePerCent } from '../words/in-words.ts';
import { basisPoints, type ProjectVersion } from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import { figure, type Published, type Saying, type Span } from './figure.ts';
import { beside, budgetOf, cents, dayIn, ongoingOn, type PortfolioFigures, unit } from './portfolio.ts';
import { apportioned } from './rounding.ts';

/** An amount in cents, and its share of the whole in per cent with two decimals. */
const portion = z.strictObject({
  amount: cents,
  share: z.number().min(0).max(100).meta({ description: 'The share, in per cent.' }),
});
type Portion = z.infer<typeof portion>;

export const funding = {
  fundingShares: figure(
    'fundingShares',
    ['projects'],
    {
      value: z.array(
        z.strictObject({ funder: z.string().meta({ description: 'Who pays.' }), ...portion.shape }),
      ),
      more: {
        on: beside.on,
        unit: beside.unit,
        external: portion.meta({ description: 'What others than the Council of Europe pay.' }),
        unstated: portion.meta({ description: 'What no source is stated for.' }),
      },
    },
    ({ projects, to }) => {
      const { funders, external, unstated } = fundingOf(
        ongoingOn(projects, to).map(({ version }) => version),
      );
      return { value: funders, on: to, unit, external, unstated };
    },
  ),
};
type Funding = PortfolioFigures & Published<typeof funding>;

/** The organisation whose own contribution is not external funding. */
const ownFunder = 'Council of Europe';

/**
 * Who pays for a set of projects: each funder's part of the combined budget, exact until it is rounded for
 * showing: by the largest remainder, so that what is shown adds up to the budget, and to 100.00 per cent. `external` is
 * what others than the Council of Europe pay; `unstated` is the budget whose funding is not stated; together with the
 * own contribution they are the whole.
 */
export function fundingOf(versions: readonly ProjectVersion[]) {
  const byFunder = new Map<string, bigint>();
  const total = budgetOf(versions);
  let silent = 0n;
  for (const { budget, funding } of versions) {
    const cents = BigInt(budget?.amount ?? 0);
    if (funding.length === 0) silent += cents * 10_000n;
    for (const { funder, share } of funding)
      byFunder.set(funder, (byFunder.get(funder) ?? 0n) + cents * BigInt(basisPoints(share)));
  }
  if (total === 0n) return { funders: [], external: nothing, unstated: nothing };
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
  return { funders, external, unstated };
}

const nothing: Portion = { amount: 0, share: 0 };

export const fundingSentences = {
  externalFunding: { figures: ['fundingShares', 'budgetOngoing'], text: fundingIn },
} satisfies Record<string, Saying<Funding>>;

/** What others than the Council of Europe pay; undefined where that is not known to be anything or nothing. */
function fundingIn(
  { fundingShares: { external, unstated }, budgetOngoing }: Funding,
  { tense }: Span,
): Names | undefined {
  const total = budgetOngoing.value;
  if (total === 0) return undefined;
  const known = wholePerCent(external.amount, total);
  if (unstated.amount > 0 && known === 0) return undefined;
  const floor = shownPerCent(known);
  const share =
    unstated.amount === 0
      ? perCent(external.amount, total)
      : { en: `at least ${floor.en}`, fr: `au moins ${floor.fr}` };
  if (tense === 'present') {
    const since = dayIn(budgetOngoing.on, tense);
    return {
      en: `${since.en}, external funding has made up ${share.en} of the stated budget of the ongoing projects.`,
      fr: `${since.fr}, le financement externe représente ${share.fr} du budget déclaré des projets en cours.`,
    };
  }
  const day = dayInWords(budgetOngoing.on);
  const [made, representait] =
    tense === 'past' ? ['made up', 'représentait'] : ['will make up', 'représentera'];
  return {
    en: `External funding ${made} ${share.en} of the stated budget of the projects ongoing on ${day.en}.`,
    fr: `Le financement externe ${representait} ${share.fr} du budget déclaré des projets en cours au ${day.fr}.`,
  };
}
