import * as fc from 'fast-check';
import type { PublicRecord } from '../../shared/words/public-record.ts';
import { line, paragraphs } from '../../shared/words/text.ts';
import { records } from './made-activities.ts';

/** Texts that have broken other formats, each one the register takes. */
const known = [
  "=cmd|' /C calc'!A1",
  '+1+1',
  '-2',
  '@SUM(A1:A9)',
  "'quoted",
  '"; DROP TABLE, "',
  'a,b;c|d\\e',
  'ends with \\',
  ']]><script>&amp;</script>',
  'שלום עולם, مرحبا',
  '👩‍👩‍👧‍👦 👍🏽 é e\u0301',
  '\\n is no line feed',
  ' BEGIN:VEVENT ',
  'x'.repeat(200),
  '€'.repeat(60),
  '{"@id": "x"}',
];
const grapheme = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
const takenBy = (schema: ReturnType<typeof line>) => (text: string) => schema.safeParse(text).data === text;

/** Lines that the register takes and that other formats would trip over. */
export const hostileLines: fc.Arbitrary<string> = fc
  .oneof(fc.constantFrom(...known), grapheme)
  .filter(takenBy(line(100_000)));

/** The same, of several lines. */
export const hostileParagraphs: fc.Arbitrary<string> = fc
  .array(hostileLines, { minLength: 1, maxLength: 3 })
  .map((lines) => lines.join('\n'))
  .filter(takenBy(paragraphs(100_000)));

const inLanguages = (texts: fc.Arbitrary<string>) =>
  fc.dictionary(fc.constantFrom('en', 'fr', 'es', 'ron'), texts, { minKeys: 1, noNullPrototype: true });

/** Public records of different activities, the public ones with hostile texts wherever a text is taken. */
export const hostileRecords: fc.Arbitrary<PublicRecord[]> = records.chain((all) =>
  fc.tuple(...all.map(hostile)),
);

function hostile(record: PublicRecord): fc.Arbitrary<PublicRecord> {
  const partners = fc.uniqueArray(
    fc.record({
      name: hostileLines,
      role: fc.constantFrom('organiser' as const, 'funder' as const, 'partner' as const),
    }),
    { selector: ({ name }) => name, maxLength: 3 },
  );
  if (record.visibility === 'restricted') return fc.constant(record);
  return fc
    .record({
      title: inLanguages(hostileLines),
      description: fc.option(inLanguages(hostileParagraphs), { nil: undefined }),
      city: hostileLines,
      country: fc.constantFrom('GH', 'XK', 'PS'),
      partners,
    })
    .map(({ city, country, description, ...own }) => ({
      ...record,
      ...own,
      ...(description === undefined ? {} : { description }),
      venue: { city, country },
    }));
}
