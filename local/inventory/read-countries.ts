import { bare } from '../../shared/printed/likeness.ts';
import { readPrintedCountries } from '../../shared/printed/printed-country.ts';
import { groupSpellings } from '../../shared/words/group.ts';

/** The countries and groups that a list names, each once, and the items that name neither, with what may be meant. */
export type ReadCountries = {
  countries: string[];
  groups: string[];
  unread: { printed: string; candidates: string[] }[];
};

const groups = new Map(groupSpellings().map(([written, code]) => [bare(written), code]));

/** The code of a group by its code or one of its names, with or without "region" and an article. */
export const readGroup = (text: string): string | undefined =>
  groups.get(bare(text)) ??
  groups.get(bare(text.replace(/\b(?:the|region|région|countries|pays de l[a’'])(?!\p{L})/giu, ' ')));

/** Reads a list of countries and groups of countries as inventories print it. */
export function readCountries(text: string): ReadCountries {
  const read: ReadCountries = { countries: [], groups: [], unread: [] };
  const whole = readGroup(text);
  if (whole !== undefined && !/^[A-Z]{2}$/.test(text.trim())) return { ...read, groups: [whole] };
  for (const { printed, read: country } of readPrintedCountries(text)) {
    const group = country.kind === 'one' ? undefined : readGroup(printed);
    if (country.kind === 'one') read.countries.push(country.code);
    else if (group === undefined) read.unread.push({ printed, candidates: country.candidates });
    else if (!read.groups.includes(group)) read.groups.push(group);
  }
  return read;
}
