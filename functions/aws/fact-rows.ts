import * as z from 'zod';
import type { Facts } from '../../shared/ports.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { type Fact, type FactKind, factSchemas } from '../../shared/words/fact-kind.ts';
import { revision } from '../../shared/words/submission.ts';
import { unlessChanged } from './portfolio-rows.ts';
import { type Key, rowsOf, type Table } from './table.ts';

// A row without its fact is what is left of one that was deleted.
const rowAs = <Schema extends z.ZodType, Id extends z.ZodType>(kind: FactKind, fact: Schema, id: Id) =>
  ofAnyVersion(kind, z.strictObject({ schema: z.literal(1), id, revision, fact: fact.optional() }));
const { treatyEvent, legislationSurvey, donorContribution } = factSchemas;
export const factRows = {
  treatyEvent: rowAs('treatyEvent', treatyEvent, treatyEvent.shape.id),
  legislationSurvey: rowAs('legislationSurvey', legislationSurvey, legislationSurvey.shape.id),
  donorContribution: rowAs('donorContribution', donorContribution, donorContribution.shape.id),
};

/** How the sort keys of each kind begin, all in the partition of the portfolio: there are hundreds of them. */
export const factPlaces: Record<FactKind, string> = {
  treatyEvent: 'TREATY_EVENT#',
  legislationSurvey: 'LEGISLATION_SURVEY#',
  donorContribution: 'DONOR_CONTRIBUTION#',
};
export const factKey = (kind: FactKind, id: string): Key => ({
  pk: 'PORTFOLIO',
  sk: `${factPlaces[kind]}${id}`,
});

type FactRow<Kind extends FactKind> = { revision: number; fact?: Fact<Kind> | undefined };
const rowOf = <Kind extends FactKind>(kind: Kind) => factRows[kind] as z.ZodType<FactRow<Kind>>;
const heldIn = <Kind extends FactKind>(rows: readonly FactRow<Kind>[]): Fact<Kind>[] =>
  rows.flatMap(({ fact }) => fact ?? []);

/** The facts of the office, in the order of their ids. */
export function facts(table: Table): Facts {
  return {
    async get(kind, id) {
      const found = await table.get(factKey(kind, id), rowOf(kind));
      return found && { revision: found.revision, held: found.fact };
    },
    all: async (kind) => heldIn(await rowsOf(table, 'PORTFOLIO', rowOf(kind), factPlaces[kind])),
    async beginning(kind, start, most) {
      const within = `${factPlaces[kind]}${start}`;
      return heldIn((await table.page('PORTFOLIO', rowOf(kind), { within, after: undefined, most })).rows);
    },
    replace: (kind, id, seen, fact) =>
      table.put(factKey(kind, id), { schema: 1, id, revision: seen + 1, fact }, unlessChanged(seen)),
  };
}
