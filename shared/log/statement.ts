import * as z from 'zod';
import { instant } from '../words/calendar.ts';
import { periodId } from '../words/period.ts';
import { type Bytes, sameBytes, textOf, utf8 } from './bytes.ts';
import { LogFault } from './log-fault.ts';

/** The longest statement, in bytes. */
export const mostStatementBytes = 2048;

/** A value that a figure has: a number, none, or, of those that are more, a list or a row. */
export const figureValue = z
  .union([z.number(), z.null(), z.array(z.looseObject({})), z.looseObject({})])
  .meta({ description: 'The value; null: it has none, or is not published.' });

/** A value of a headline figure: the period (null: all time), which figure, its value, the rule that it follows. */
const statedFigure = z.tuple([periodId.nullable(), z.string(), figureValue, z.string()]).meta({
  description: 'The period (null: all time), the figure, its value, and the rule that it follows.',
  examples: [['2019-10_2020-09', 'activities', 92, 'activities/1']],
});
export type StatedFigure = z.infer<typeof statedFigure>;

/**
 * What the log has of a snapshot: that it was committed with this index, and headline figures in it. It is a leaf of
 * the log, and the same for ever: a snapshot that is committed has one statement only. Decision 0035.
 */
export const statement = z
  .strictObject({
    snapshot: z
      .int()
      .min(1)
      .meta({ description: 'The number of the snapshot.', examples: [7] }),
    generatedAt: instant.meta({ description: 'When it was published.' }),
    dataAsOf: instant.meta({ description: 'As of when its data are.' }),
    index: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'The SHA-256 of its index.json, hexadecimal.' }),
    figures: z
      .array(statedFigure)
      .refine((all) => new Set(all.map(([period, id]) => JSON.stringify([period, id]))).size === all.length, {
        error: 'states a figure twice',
      })
      .meta({
        description: 'The headline figures that have another value than in the snapshot before, each once.',
      }),
    more: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({
        description:
          'Where these are more than fit here, and `figures` has none: the SHA-256, hexadecimal, of statements/{snapshot}.json, which has them.',
      })
      .optional(),
    keys: z
      .array(z.string())
      .min(1)
      .meta({
        description:
          'The keys of the log from this snapshot on, where it was not said before: C2SP verifier keys.',
      })
      .optional(),
  })
  .refine(({ figures, more }) => more === undefined || figures.length === 0, {
    error: 'states figures here and elsewhere',
  })
  .meta({ description: 'The statement of a snapshot, a leaf of the signed log.' });
export type Statement = z.infer<typeof statement>;

/**
 * The bytes of a statement, always the same of the same: JSON on one line, its fields in the order of the schema, no white
 * space, a newline. Throws RangeError if they are more than {@link mostStatementBytes}, and ZodError for what is no
 * statement.
 */
export function statementOf(stated: Statement): Bytes {
  const bytes = utf8(`${JSON.stringify(statement.parse(stated))}\n`);
  if (bytes.length > mostStatementBytes)
    throw new RangeError(`the statement of snapshot ${stated.snapshot} has ${bytes.length} bytes`);
  return bytes;
}

/** The statement that was so written. Throws LogFault where it is written in any other way. */
export function readStatement(bytes: Uint8Array): Statement {
  if (bytes.length > mostStatementBytes) throw new LogFault(`is a statement of ${bytes.length} bytes`);
  let parsed: Statement;
  try {
    parsed = statement.parse(JSON.parse(textOf(bytes)));
  } catch {
    throw new LogFault('is no statement');
  }
  if (!sameBytes(statementOf(parsed), bytes))
    throw new LogFault('is a statement that is written in another way');
  return parsed;
}

/** Figures of a statement that do not fit into it: a file that is kept beside the log for ever. */
export const moreFigures = z
  .strictObject({ snapshot: statement.shape.snapshot, figures: statement.shape.figures.min(1) })
  .meta({ description: 'The headline figures of a statement that do not fit into it.' });

/** The bytes of such a file: JSON on one line. Throws ZodError for what it cannot hold. */
export const moreFiguresOf = (stated: z.infer<typeof moreFigures>): Bytes =>
  utf8(`${JSON.stringify(moreFigures.parse(stated))}\n`);
