import { countryShown } from '../words/country.ts';
import type { Names } from '../words/text.ts';
import { office } from '../words/vocabulary.ts';
import { type Element, element } from './xml.ts';

/**
 * The identifier under which the office reports: the Council of Europe's channel code 47138 of the OECD DAC, in
 * the form that IATI's list of registration agencies gives for multilateral organisations (agency XM-DAC).
 */
export const organisation = 'XM-DAC-47138';

/**
 * The IATI identifier of a project (by its code) or an activity (by its id, "partner/reference"). It never changes.
 * IATI forbids / & | ? and leaves the rest open; every character but A-Z a-z 0-9 . - is written as "_" and its two
 * hexadecimal digits, "_" itself too, so that two codes never meet: "GLACY+" is XM-DAC-47138-GLACY_2B.
 */
export const iatiIdentifier = (code: string): string =>
  `${organisation}-${code.replaceAll(
    /[^A-Za-z0-9.-]/g,
    (character) => `_${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )}`;

/** A text in several languages. */
export const narratives = (texts: Readonly<Record<string, string>>): Element[] =>
  Object.entries(texts).map(([language, text]) => element('narrative', { 'xml:lang': language }, text));

/** The root of a document. One without activities is no IATI document: the standard wants at least one. */
export const iatiDocument = (generatedAt: string, activities: readonly Element[]): Element =>
  element('iati-activities', { version: '2.03', 'generated-datetime': generatedAt }, ...activities);

const officeNames = ({ en, fr }: Names): Names => ({ en, fr });

/** The office as the organisation that reports. Organisation type 40 is multilateral. */
export const reportingOrganisation = (): Element =>
  element('reporting-org', { ref: organisation, type: '40' }, ...narratives(officeNames(office)));

/** The part of the office in everything it reports: accountable (role 2) and implementing (role 4). */
export const officeTakesPart = (): Element[] =>
  ['2', '4'].map((role) =>
    element('participating-org', { ref: organisation, type: '40', role }, ...narratives(officeNames(office))),
  );

/** An organisation that is known by its name only. */
export const participatingOrganisation = (name: string, role: '1' | '4'): Element =>
  element('participating-org', { role }, element('narrative', { 'xml:lang': 'en' }, name));

/** A date of an activity: 1 planned start, 2 actual start, 3 planned end, 4 actual end. */
export const activityDate = (type: '1' | '2' | '3' | '4', day: string): Element =>
  element('activity-date', { type, 'iso-date': day });

/**
 * The recipients of an activity. IATI wants percentages of its money that add up to 100 as soon as there are two; the
 * register knows of none, so countries have equal parts, and the hundredths that are left go to the first ones. The
 * narrative has the name with its designation note. Where no country is known the region is 998, "developing
 * countries, unspecified", with the groups of countries that are known in its narrative.
 */
export function recipients(codes: readonly string[], groups: readonly Names[]): Element[] {
  if (codes.length === 0) {
    const named = { en: groups.map(({ en }) => en).join('; '), fr: groups.map(({ fr }) => fr).join('; ') };
    const region = { code: '998', vocabulary: '1' };
    return [element('recipient-region', region, ...(groups.length === 0 ? [] : narratives(named)))];
  }
  return codes.map((code, at) => {
    const { names, note } = countryShown(code);
    const shown = (tongue: keyof Names) => [names[tongue], ...(note ? [note[tongue]] : [])].join(' ');
    const percentage = codes.length === 1 ? undefined : hundredths(codes.length, at);
    return element(
      'recipient-country',
      { code, percentage },
      ...narratives({ en: shown('en'), fr: shown('fr') }),
    );
  });
}

const hundredths = (parts: number, at: number): string =>
  ((Math.floor(10_000 / parts) + (at < 10_000 % parts ? 1 : 0)) / 100).toFixed(2);

/** What all of it is about: "legal and judicial development" of the OECD DAC, which is law enforcement too. */
export const sector = (): Element => element('sector', { vocabulary: '1', code: '15130', percentage: '100' });

/** Multilateral outflows. */
export const collaborationType = (): Element => element('collaboration-type', { code: '4' });
