import { createHash } from 'node:crypto';
import { bare } from '../../shared/printed/likeness.ts';
import type { RowRead } from './read-row.ts';
import type { Sentence } from './remark.ts';

/** A row with its reference, and what is wrong with that. */
export type Referenced = { read: RowRead; twin?: { says: Sentence } };

/**
 * Gives every row without a reference one that is derived from what it is: title, projects, dates, venue and
 * countries as read. Repeating an inventory finds its activities again while these stay the same, wherever the
 * row stands and however it is spelt; another status, number of participants or description replaces the activity.
 * Rows that would share a reference all have an error: nobody can tell which of them is which.
 */
export function withReferences(rows: readonly RowRead[], prefix: string): Referenced[] {
  const named = rows.map((read) =>
    read.draft.reference === undefined
      ? { ...read, draft: { reference: derivedReference(read.draft, prefix), ...read.draft } }
      : read,
  );
  const byReference = Map.groupBy(named, ({ draft }) => draft.reference ?? '');
  return named.map((read, at) => {
    const twins = (byReference.get(read.draft.reference ?? '') ?? []).filter((other) => other !== read);
    if (twins.length === 0) return { read };
    const numbers = twins.map(({ number }) => number).join(', ');
    const isDerived = rows[at]?.draft.reference === undefined;
    return { read, twin: { says: isDerived ? sameContent(numbers) : sameReference(numbers) } };
  });
}

const sameReference = (numbers: string): Sentence => ({
  en: `is the reference of row ${numbers} too: every activity needs its own`,
  fr: `est aussi la référence de la ligne ${numbers} : chaque activité doit avoir la sienne`,
});
const sameContent = (numbers: string): Sentence => ({
  en: `is empty, and row ${numbers} has the same title, projects, dates, place and countries: remove the double, or add a column Reference with one for each`,
  fr: `est vide, et la ligne ${numbers} a les mêmes titre, projets, dates, lieu et pays : retirer le doublon, ou ajouter une colonne Référence avec une pour chacune`,
});

function derivedReference(
  { title, projects, start, end, venue, countries }: RowRead['draft'],
  prefix: string,
): string {
  const identity = [
    Object.entries(title ?? {})
      .sort()
      .map(([language, text]) => [language, bare(text)]),
    projects?.toSorted(),
    start,
    end,
    [bare(venue?.city ?? ''), venue?.country],
    countries?.map(({ code }) => code).sort(),
  ];
  return prefix + createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
}
