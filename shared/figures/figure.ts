import * as z from 'zod';
import type { Project } from '../words/project.ts';
import { type Names, shownText } from '../words/text.ts';
import { type FigureName, ruleOf, titleOf } from './definition.ts';
import definitions from './definitions.json' with { type: 'json' };
import { count, type Summary } from './summary.ts';

/**
 * The documents that list what was counted, or that name those which do: a year names the pages of its months, a period what
 * was counted in it. A figure names those of its lists in the `proofs` closest around it.
 */
export const proofs = z
  .strictObject({
    activities: z
      .array(z.string())
      .meta({ description: 'The paths of the documents that list the activities.' }),
    projects: z.array(z.string()).meta({ description: 'The path of the document of the portfolio.' }),
  })
  .meta({
    description: 'The documents that list what was counted, by the names that figures give as `proof`.',
  });
export type Proofs = z.infer<typeof proofs>;

/** The proofs of figures: the documents that list the activities, or that name those, and the portfolio. */
export const proofsOf = (activities: readonly string[]): Proofs => ({
  activities: [...activities],
  projects: ['projects.json'],
});

/** What figures are computed from: a summary, the portfolio, and the days the projects are read at. */
export type Ground = {
  merged: Summary;
  projects: readonly Project[];
  /** First and last day of the span; a project is ongoing if it runs on the last. */
  from: string;
  to: string;
};

/** The first day that a span can have. */
export const beginningOfTime = '1900-01-01';

/** The ground of the figures of all time; projects are read as of the day on which the portfolio last changed its state. */
export const allTime = (merged: Summary, projects: readonly Project[], since = beginningOfTime): Ground => ({
  merged,
  projects,
  from: beginningOfTime,
  to: since,
});

/** The two whole numbers that a share is made from. */
export const quotient = {
  numerator: count.meta({ description: 'The numerator of the fraction.' }),
  denominator: count.meta({ description: 'The denominator of the fraction.' }),
};

/** What the field says that tells whether a figure is additive. */
export const whetherAdditive =
  'Whether values add up: of disjoint sets of activities, or of the rows of a breakdown, to that of them all.';

/**
 * A figure: what it is, the lists that prove it, the schemas of its value and of what `more` stands beside it, and both
 * as they follow from a ground. Its rule and its texts are those of definitions.json.
 */
export function figure<
  Id extends FigureName,
  Value extends z.ZodType,
  More extends z.core.$ZodLooseShape = Record<never, never>,
>(
  id: Id,
  proof: (keyof Proofs)[],
  schemas: { value: Value; more?: More },
  of: (ground: Ground) => { value: z.output<Value> } & z.output<z.ZodObject<More>>,
) {
  const { value, more = {} as More } = schemas;
  const rule = ruleOf(id);
  return {
    schema: z
      .strictObject({
        id: z.literal(id).meta({ description: 'What it is called in other documents.' }),
        value: value.meta({ description: 'The value of the figure.' }),
        additive: z.boolean().meta({ description: whetherAdditive }),
        ...more,
        rule: z.literal(rule).meta({
          description: 'The rule that it follows, as definitions.json tells it.',
        }),
        proof: z.array(proofs.keyof()).min(1).meta({
          description:
            'The names of the lists, in the closest `proofs` around it, of the documents that list what was counted.',
        }),
      })
      .meta({ description: titleOf(id) }),
    of: (ground: Ground) => ({
      id,
      additive: definitions[id].additive === true,
      ...of(ground),
      rule,
      proof,
    }),
  };
}

/** Figures by their names, as their subjects define them. */
export type Defined = Record<string, { schema: z.ZodType; of: (ground: Ground) => object }>;
/** Figures as they are published. */
export type Published<Figures extends Defined> = {
  [Name in keyof Figures]: z.output<Figures[Name]['schema']>;
};

/** What figures say, in words: the figures it is made from, and the rule it follows (see definitions.json). */
export const sentence = z.strictObject({
  id: z.string().meta({ description: 'What it is called in other documents.' }),
  rule: z.string().meta({ description: 'The rule that it follows, as definitions.json tells it.' }),
  figures: z.array(z.string()).meta({ description: 'The ids of the figures it is made from.' }),
  text: shownText.meta({ description: 'The sentence.' }),
});
export type Sentence = z.infer<typeof sentence>;

/** How the day of the figures stands to now: it is over, it is the one since which all is as it is, or it is not over yet. */
export type Tense = 'past' | 'present' | 'future';

/**
 * The months the figures are of (from `first` to `last`, from `first` on, or all), and how the day on which the
 * projects are read stands to now.
 */
export type Span = { first?: string | undefined; last?: string | undefined; tense: Tense };

/**
 * A sentence in the making: the figures it names, and what it says of them (nothing: it is left out). What each
 * sentence says, and when it is left out, is published: wording.json, "sentences".
 */
export type Saying<Figures> = {
  figures: (keyof Figures)[];
  text: (figures: Figures, span: Span) => Names | undefined;
};
