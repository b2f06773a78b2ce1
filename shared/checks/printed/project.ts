import type { Project } from '../../words/project.ts';
import { bare, folded, nearest } from './likeness.ts';

/** A project as far as its name is read: what a portfolio knows of it, or more. */
export type NamedProject = Pick<Project, 'code' | 'names' | 'aliases'>;

/**
 * What a printed project says: a code; or nothing sure, with the codes that may be meant: one where only one can
 * be, several where nobody can tell, none where nothing is near.
 */
type PrintedProject = { kind: 'one'; code: string } | { kind: 'refused'; candidates: string[] };

/** Letters, digits and "+" in lower case; "GLACY plus" is GLACY+. */
const stem = (name: string): string => bare(folded(name).replace(/ ?\bplus\b/g, '+'));

/** A name of a project as it is written and as it is compared; `isShort` is its code or an alias. */
type Name = { name: string; stem: string; code: string; isShort: boolean };

const everyNameOf = (projects: readonly NamedProject[]): Name[] =>
  projects.flatMap(({ code, names, aliases }) => [
    ...[code, ...aliases].map((name) => ({ name, stem: stem(name), code, isShort: true })),
    ...[names.en, names.fr].map((name) => ({ name, stem: stem(name), code, isShort: false })),
  ]);

/** The longest text that is looked at: names have no more than 200 characters. */
const longest = 300;

function readAmong(text: string, all: readonly Name[]): PrintedProject {
  const printed = text.length > longest ? '' : text.trim().replace(/\s+/g, ' ').normalize('NFC');
  const wanted = stem(printed);
  if (wanted === '') return { kind: 'refused', candidates: [] };
  for (const fits of [
    ({ name, code }: Name) => name === printed && name === code,
    ({ name }: Name) => name === printed,
    (name: Name) => name.stem === wanted,
  ]) {
    const codes = [...new Set(all.filter(fits).map(({ code }) => code))];
    const [code, ...others] = codes;
    if (code === undefined) continue;
    return others.length === 0 ? { kind: 'one', code } : { kind: 'refused', candidates: codes };
  }
  return { kind: 'refused', candidates: candidatesFor(wanted, all) };
}

/** The codes of the projects that a name with a letter wrong, or a part of a code or alias, may mean; at most five. */
function candidatesFor(wanted: string, all: readonly Name[]): string[] {
  const containing = all.filter((name) => wanted.length >= 4 && name.isShort && name.stem.includes(wanted));
  const found =
    containing.length > 0
      ? containing.map(({ code }) => code)
      : nearest(
          wanted,
          all.map((name) => [name.stem, name.code] as const),
        );
  return [...new Set(found)].slice(0, 5);
}

/** How many items of a list are read: an activity has no more than twelve projects. */
const mostItems = 100;

/** One item of a printed list of projects, and what it says. */
type ListedProject = { printed: string; read: PrintedProject };

/**
 * Reads a list of projects: by commas, semicolons, slashes, new lines, "and", "et" or "&", unless the whole is one
 * project. Spellings of one project give it once. "GLACY and GLACY+" are two; "Octopus" may be either of two.
 */
export function readPrintedProjects(text: string, projects: readonly NamedProject[]): ListedProject[] {
  const all = everyNameOf(projects);
  const whole = readAmong(text, all);
  const items = whole.kind === 'one' ? [text] : text.split(/[,;\n/&]|\s(?:and|et)\s/u, mostItems);
  const found: ListedProject[] = [];
  for (const item of items) {
    const [printed, read] = [item.trim(), readAmong(item, all)];
    const isKnown = found.some(
      (other) => other.read.kind === 'one' && read.kind === 'one' && other.read.code === read.code,
    );
    if (printed !== '' && !isKnown) found.push({ printed, read });
  }
  return found;
}
