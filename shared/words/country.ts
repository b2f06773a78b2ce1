import * as z from 'zod';
import type { PlainSentence } from './bilingual.ts';
import table from './countries.json' with { type: 'json' };
import { type Names, shownText } from './text.ts';

const countries = new Map<string, Names>(Object.entries(table));

/** Codes that look right and are not, with the code to write instead. */
export const mistakenCodes: ReadonlyMap<string, string> = new Map([
  ['UK', 'GB'],
  ['EL', 'GR'],
]);

/** Every code the register knows: ISO 3166-1 alpha-2 and XK. */
export const countryCodes: readonly string[] = [...countries.keys()];

/** A country or territory: ISO 3166-1 alpha-2, and XK for Kosovo*. NA is Namibia and NO is Norway. */
export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'is not a code of two capital letters such as "RO"', abort: true })
  .refine((code) => countries.has(code), {
    error: 'is not a code of ISO 3166-1 (nor XK)' satisfies PlainSentence,
    params: { code: 'unknown_country' },
  })
  .meta({
    description: 'The code of the country or territory: ISO 3166-1 alpha-2, and XK for Kosovo*.',
    examples: ['GH'],
  });

/** A note of {@link designations}. */
export const designationNote = shownText.meta({
  description: 'The note on its designation that has to travel with its name.',
});

/** The notes that must stand wherever a name with an asterisk is shown. */
const designations: Record<string, Names> = {
  XK: {
    en: '* This designation is without prejudice to positions on status, and is in line with UNSC 1244 and the ICJ Opinion on the Kosovo Declaration of Independence.',
    fr: '* Cette désignation est sans préjudice des positions sur le statut et est conforme à la Résolution 1244 du Conseil de sécurité des Nations Unies et à l’avis de la CIJ sur la déclaration d’indépendance du Kosovo.',
  },
  PS: {
    en: '* This designation shall not be construed as recognition of a State of Palestine and is without prejudice to the individual positions of Council of Europe and European Union member States on this issue.',
    fr: '* Cette dénomination ne saurait être interprétée comme une reconnaissance d’un État de Palestine et est sans préjudice de la position de chaque État membre du Conseil de l’Europe et de l’Union européenne sur cette question.',
  },
};

/**
 * A country ready to show: its code, its names and, for Kosovo* and Palestine*, the note that travels with them.
 * Throws on a code that {@link countryCode} would refuse.
 */
export function countryShown(code: string): { code: string; names: Names; note?: Names } {
  const found = countries.get(code);
  if (found === undefined) throw new Error(`no country has the code ${code}`);
  const note = designations[code];
  return note === undefined ? { code, names: found } : { code, names: found, note };
}
