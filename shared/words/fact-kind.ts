import type * as z from 'zod';
import { donorContribution } from './donor-contribution.ts';
import { legislationSurvey } from './legislation-survey.ts';
import { treatyEvent } from './treaty-event.ts';

/** The facts that the office keeps beside its portfolio, each with its source and how sure it is, by kind. */
export const factSchemas = { treatyEvent, legislationSurvey, donorContribution };
export type FactKind = keyof typeof factSchemas;
export type Fact<Kind extends FactKind = FactKind> = z.output<(typeof factSchemas)[Kind]>;
export const factKinds = Object.keys(factSchemas) as FactKind[];

/** Whether a text may be the identifier of a fact of a kind. */
export const isFactId = (kind: FactKind, id: string): boolean =>
  factSchemas[kind].shape.id.safeParse(id).success;
