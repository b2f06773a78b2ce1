import type { DonorContribution } from '../words/donor-contribution.ts';
import type { Fact, FactKind } from '../words/fact-kind.ts';
import { type TreatyEvent, treatyEventsOf } from '../words/treaty-event.ts';
import { error, type Finding, warning } from './finding.ts';
import { oddHistory } from './treaty-history.ts';

/** What a fact is held against: the projects of the portfolio, and the treaty events whose ids begin with a text. */
export type FactContext = {
  isProject: (code: string) => Promise<boolean>;
  treatyEvents: (begin: string) => Promise<readonly TreatyEvent[]>;
};

type Check<Kind extends FactKind> = (fact: Fact<Kind>, context: FactContext) => Promise<Finding[]>;

const checks: { [Kind in FactKind]: Check<Kind> } = {
  async treatyEvent(event, { treatyEvents }) {
    const others = (await treatyEvents(treatyEventsOf(event))).filter(({ id }) => id !== event.id);
    return oddHistory([...others, event]).flatMap(({ id, remark }) => (id === event.id ? [remark] : []));
  },
  legislationSurvey: async () => [],
  donorContribution: async (contribution, context) => [
    ...(await unknownProject(contribution, context)),
    ...withoutAmount(contribution),
  ],
};

/** All findings on a fact that its schema takes. Only an error refuses it: odd history may be right all the same. */
export const checkFact = <Kind extends FactKind>(
  kind: Kind,
  fact: Fact<Kind>,
  context: FactContext,
): Promise<Finding[]> => (checks[kind] as Check<Kind>)(fact, context);

async function unknownProject({ project }: DonorContribution, context: FactContext): Promise<Finding[]> {
  return project === undefined || (await context.isProject(project))
    ? []
    : [error('unknown_project', ['project'], 'is no project of the portfolio')];
}

const withoutAmount = ({ kind, amount }: DonorContribution): Finding[] =>
  kind === 'money' && amount === undefined
    ? [warning('no_amount', ['amount'], 'is not stated: this names a donor, and adds to no sum')]
    : [];
