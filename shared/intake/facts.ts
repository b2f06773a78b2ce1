import * as z from 'zod';
import { checkFact } from '../checks/check-fact.ts';
import { finding } from '../checks/finding.ts';
import { Refused } from '../checks/problem.ts';
import type { Facts, Marks, Portfolio, Precondition } from '../ports.ts';
import { type Fact, type FactKind, factSchemas, isFactId } from '../words/fact-kind.ts';
import { revision } from '../words/submission.ts';
import { type Place, parseNamed, type Written, writePlace } from './portfolio.ts';

export type FactPorts = {
  facts: Omit<Facts, 'all'>;
  portfolio: Pick<Portfolio, 'project'>;
  marks: Pick<Marks, 'put'>;
  newToken: () => string;
};

/** The answer to a fact that was taken. */
const keptAs = <Schema extends z.ZodType>(kept: Schema) =>
  z.strictObject({
    kept,
    revision: revision.meta({ description: 'How often it was put or deleted: 1, 2, 3 ...', examples: [1] }),
    findings: z.array(finding).meta({ description: 'What is odd about it: warnings.', examples: [[]] }),
  });
export const keptFacts = {
  treatyEvent: keptAs(factSchemas.treatyEvent),
  legislationSurvey: keptAs(factSchemas.legislationSurvey),
  donorContribution: keptAs(factSchemas.donorContribution),
};
type KeptFact<Kind extends FactKind> = { kept: Fact<Kind> } & Pick<
  z.infer<(typeof keptFacts)[Kind]>,
  'revision' | 'findings'
>;

/** How many events of a country and an instrument the history is told from that a new one is held against. */
const mostEvents = 100;

/**
 * Creates or replaces a fact, also one that was deleted; effective at the next run of the aggregator. What is odd about it
 * is told and does not refuse it. Reads one row, and for a treaty event one query more, of up to 100 rows, for a contribution its project. Throws Refused
 * with all findings, or where the precondition is not fulfilled, and Unavailable.
 */
export const putFact =
  (ports: FactPorts) =>
  async <Kind extends FactKind>(
    kind: Kind,
    id: string,
    body: unknown,
    precondition?: Precondition,
  ): Promise<KeptFact<Kind>> => {
    const { facts, portfolio } = ports;
    const kept = parseNamed(factSchemas[kind], 'id', id, body) as Fact<Kind>;
    const findings = await checkFact(kind, kept, {
      isProject: async (code) => (await portfolio.project(code))?.held !== undefined,
      treatyEvents: (start) => facts.beginning('treatyEvent', start, mostEvents),
    });
    if (findings.some(({ severity }) => severity === 'error'))
      throw new Refused('refused', 'The document has errors; each is a finding.', { findings });
    return {
      kept,
      revision: await writePlace(ports, placeOf(ports, kind, id), kept, precondition),
      findings,
    };
  };

/**
 * Deletes a fact and gives the revision that did so; effective at the next run of the aggregator. Throws Refused
 * (not-found) for what was never put, or where the precondition is not fulfilled, and Unavailable. Decision 0037.
 */
export const deleteFact =
  (ports: Pick<FactPorts, 'facts' | 'marks' | 'newToken'>) =>
  async (kind: FactKind, id: string, precondition?: Precondition): Promise<number> => {
    if (!isFactId(kind, id)) throw noFact();
    return writePlace(ports, placeOf(ports, kind, id), undefined, precondition);
  };

/** A fact as the office keeps it. Throws Refused: not-found, or gone once deleted. */
export const readFact =
  ({ facts }: { facts: Pick<Facts, 'get'> }) =>
  async <Kind extends FactKind>(kind: Kind, id: string): Promise<Written<Fact<Kind>>> => {
    const place = isFactId(kind, id) ? await facts.get(kind, id) : undefined;
    if (place === undefined) throw noFact();
    const { revision: at, held } = place;
    if (held === undefined) throw new Refused('gone', `The fact was deleted by its revision ${at}.`);
    return { revision: at, held };
  };

const noFact = () => new Refused('not-found', 'There is no fact of this kind with this id.');

const placeOf = <Kind extends FactKind>(
  { facts }: Pick<FactPorts, 'facts'>,
  kind: Kind,
  id: string,
): Place<Fact<Kind>> => ({
  read: () => facts.get(kind, id),
  replace: (seen, held) => facts.replace(kind, id, seen, held),
  unknown: noFact,
});
