import * as z from 'zod';

// Refused: control characters (line feed apart, where lines are allowed), lone surrogates, noncharacters such
// as U+FFFE (legal in JSON, refused by SQS), line separators, byte order marks and the bidirectional controls.
const unfit =
  '\\p{Cs}\\p{Noncharacter_Code_Point}\\u061C\\u200E\\u200F\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069\\uFEFF';
const oneLine = new RegExp(`^[^\\p{Cc}${unfit}]*$`, 'u');
const manyLines = new RegExp(`^(?:[^\\p{Cc}${unfit}]|\\n)*$`, 'u');

const visible = /[^\s\p{Default_Ignorable_Code_Point}]/u;

const text = (fit: RegExp) => (length: number) =>
  z
    .string()
    .normalize('NFC')
    .min(1)
    .max(length)
    .regex(fit, { error: 'has a control, bidirectional or unpaired character' })
    .regex(visible, { error: 'has no visible character' });

/** One line of text in NFC, with at least one visible character and at most `length` code points. */
export const line = text(oneLine);

/** Text of several lines (LF), otherwise like {@link line}. */
export const paragraphs = text(manyLines);

/** A language tag as ISO 639 writes it: two or three lower-case letters. */
export const language = z
  .string()
  .regex(/^[a-z]{2,3}$/, { error: 'is not an ISO 639 code such as "en"' })
  .meta({ description: 'A language, by its ISO 639 code.', examples: ['en'] });

/** A text in one or more languages, {"en": "...", "fr": "..."}, kept in the order of their codes. */
export const inLanguages = (inOne: z.ZodString) =>
  z
    .record(language, inOne)
    .refine((texts) => Object.keys(texts).length > 0, {
      error: 'names no language',
      params: { code: 'missing' },
    })
    .overwrite((texts) =>
      Object.fromEntries(Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1))),
    );

/** Names in the two languages of the office. */
export const names = z
  .strictObject({
    en: line(200).meta({ description: 'In English.' }),
    fr: line(200).meta({ description: 'In French.' }),
  })
  .meta({ description: 'The names in English and French.' });
export type Names = z.infer<typeof names>;

/** A text to be shown, in the two languages of the office, of any length. */
export const shownText = z.strictObject({
  en: z.string().meta({ description: 'In English.' }),
  fr: z.string().meta({ description: 'In French.' }),
});
