import type { Finding } from '../../client/src/client.ts';
import type { Columns } from './columns.ts';
import { columnAt, type InventoryRow, type Shown } from './row.ts';
import type { Language, Sentence } from './row-as-read.ts';
import type { Fate } from './send.ts';

/** What became of a row in the end: not sent, or taken and not applied, besides what sending it says. */
export type End = Fate | { kind: 'unfit' } | { kind: 'buried'; status: string };

/** The lines that tell what became of a row, and every remark on it: at which column, what is said, what to write instead. */
export function linesOf(
  row: InventoryRow,
  end: End,
  columns: Columns | undefined,
  language: Language,
): string[] {
  const answered = 'findings' in end ? end.findings.map((each) => shownOf(each, columns, language)) : [];
  const headline = headlineOf(row, end)[language];
  return [
    language === 'fr' ? `ligne ${row.number} : ${headline}` : `row ${row.number}: ${headline}`,
    ...[...row.remarks, ...answered].map((each) => lineOf(each, language)),
  ];
}

function lineOf({ severity, where, written, says, instead }: Shown, language: Language): string {
  const then = instead === undefined ? '' : ` -> ${instead}`;
  if (language === 'en')
    return `  ${severity} in ${where}: ${written === '' ? '' : `"${written}" `}${says}${then}`;
  const kind = severity === 'error' ? 'erreur' : 'avertissement';
  return `  ${kind} dans ${where} : ${written === '' ? '' : `« ${written} » `}${says}${then}`;
}

function headlineOf({ activity }: InventoryRow, end: End): Sentence {
  const reference = String(activity?.reference ?? '');
  switch (end.kind) {
    case 'unchanged':
      return { en: `unchanged, ${reference}`, fr: `inchangée, ${reference}` };
    case 'fit':
      return { en: `fit, ${reference}`, fr: `bonne, ${reference}` };
    case 'taken': {
      const { revision, submission } = end;
      return {
        en: `taken, ${reference}, revision ${revision}, submission ${submission}`,
        fr: `prise, ${reference}, révision ${revision}, soumission ${submission}`,
      };
    }
    case 'refused':
      return { en: `refused: ${end.detail}`, fr: `refusée : ${end.detail}` };
    case 'unavailable':
      return {
        en: `not taken: ${end.detail} Repeat the command.`,
        fr: `non prise : ${end.detail} Répéter la commande.`,
      };
    case 'buried':
      return {
        en: `taken, ${reference}, and ${end.status}: ask the office`,
        fr: `prise, ${reference}, mais ${statuses[end.status] ?? end.status} : demander au bureau`,
      };
    case 'unfit':
      return { en: 'to be mended, not sent', fr: 'à corriger, non envoyée' };
  }
}

const statuses: Record<string, string> = {
  'still queued': 'encore en attente',
  'dead-lettered': 'mise de côté (dead-lettered)',
  withdrawn: 'retirée',
};

const shownOf = (
  { severity, pointer, detail, suggestion }: Finding,
  columns: Columns | undefined,
  language: Language,
): Shown => ({
  severity,
  where: columnAt(columns, pointer, language),
  written: '',
  says: detail,
  instead: suggestion === undefined ? undefined : JSON.stringify(suggestion),
});

/** The last line: how many rows there are, and what became of them. */
export function summaryOf(
  total: number,
  ends: readonly End[],
  isDryRun: boolean,
  language: Language,
): string {
  const many = (...kinds: End['kind'][]) => ends.filter(({ kind }) => kinds.includes(kind)).length;
  const notApplied = many('unavailable', 'buried');
  const missing = total - ends.length;
  const words = total === 1 ? { en: 'row', fr: 'ligne' } : { en: 'rows', fr: 'lignes' };
  const part = (count: number, en: string, fr: string): Sentence => ({
    en: `${count} ${en}`,
    fr: `${count} ${fr}${count < 2 ? '' : 's'}`,
  });
  const unfit = many('unfit', 'refused');
  const parts: Sentence[] = [
    isDryRun ? part(many('fit'), 'fit', 'bonne') : part(many('taken'), 'taken', 'prise'),
    part(many('unchanged'), 'unchanged', 'inchangée'),
    { en: `${unfit} to be mended`, fr: `${unfit} à corriger` },
    ...(notApplied > 0 ? [part(notApplied, 'not applied', 'non appliquée')] : []),
    ...(missing > 0 ? [part(missing, 'not reached', 'non atteinte')] : []),
  ];
  const listed = parts.map((part) => part[language]).join(', ');
  return language === 'fr'
    ? `${total} ${words.fr} : ${listed}${isDryRun ? ' (essai : rien n’a été changé)' : ''}`
    : `${total} ${words.en}: ${listed}${isDryRun ? ' (dry run: nothing was changed)' : ''}`;
}

/** A pause before a request is sent again: how long, and the status of the answer, if there was one. */
export type Pause = { milliseconds: number; status: number | undefined };

/** Why nothing moves for a while: the limit of the register, or that it does not answer. */
export function pauseSaid({ milliseconds, status }: Pause): Sentence {
  const seconds = Math.ceil(milliseconds / 1000);
  const answer = status === undefined ? '' : ` (${status})`;
  return status === 429
    ? {
        en: `The limit of requests a minute is reached: going on in ${seconds} s`,
        fr: `La limite de requêtes par minute est atteinte : suite dans ${seconds} s`,
      }
    : {
        en: `The register does not answer${answer}: trying again in ${seconds} s`,
        fr: `Le registre ne répond pas${answer} : nouvel essai dans ${seconds} s`,
      };
}
