import { folded, unmarked } from './likeness.ts';
import { type PrintedMode, takeModeWords } from './mode-words.ts';

/** What stands around the days and months of a printed date, and what is left without it, folded. */
export type Surroundings = {
  rest: string;
  mode: PrintedMode | undefined;
  /** How many days it lasts: "(3 days)", "It lasted 2 days". */
  lasts: number | undefined;
  /** Whether it tells when it began and not when it ended, or the other way round. */
  isOpen: boolean;
};

const clock = String.raw`(?:\d{1,2}(?::\d{2}|h(?:\d{2})?(?![a-z\d]))(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?)`;
const zone = String.raw`\(?\b(?:(?:gmt|utc|cet|cest|eet|eest|bst)\b(?: ?[+-]\d{1,2})?|[a-z]+ (?:local )?time\b|heure (?:locale|d'[a-z]+|de [a-z]+)\b)\)?`;
const times = new RegExp(
  String.raw`(?:[|,]? ?\b(?:at |a |de |from )?)?\b${clock}(?: ?(?:-|to|a) ?${clock})?(?: ?${zone})?`,
  'g',
);
const hours = /\b(?:\d{1,2}|one|two|three|une|deux|trois) ?(?:hours?|heures?|minutes|min)\b/g;

const numbers = 'one|two|three|four|five|six|seven|eight|nine|ten';
const nombres = 'un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix';
const lasting = new RegExp(
  String.raw`[.,;]? ?(?:\bit )?(?:\bwill )?(?:\b(?:lasts?|lasted|lasting|dure|durera|a dure|duree|duration|for|over|pendant|sur)\b[ :]*)*(?:\b(?:for|de|of) )?\b(?<!\d[.:/-] ?|\d,)(?<many>\d{1,2}|${numbers}|${nombres})[- ](?:days?|jours?)\b`,
);
const openers =
  /\b(?:(?:has )?(?:started|begun)|start(?:s|ing)|beg(?:an|ins|inning)|now under ?way|as (?:of|from)|since|depuis(?: ce)?|a partir d[ue]|a compter d[ue]|debut(?:e|ant)|commen(?:ce|cant)|a (?:commence|debute))\b|\bonwards?\b|(?:\b(?:to|until|till)|-) ?(?:present|date|now|today|ongoing|en cours)\b|\b(?:a|jusqu'a) (?:ce jour|present)\b/g;
const closers = /^(?:until|till|before|by|up to|jusqu'a[u]?|avant)\b/;

/** Parts a printed date from the words, times and marks around it. */
export function surroundingsOf(text: string): Surroundings {
  const { mode, rest: named } = takeModeWords(folded(unmarked(text)));
  const dated = named
    .replace(/(\d{4}-\d\d-\d\d)t\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?/g, '$1')
    .replace(/^(\d{4}-\d\d(?:-\d\d)?)\/(\d{4}-)/, '$1 - $2')
    .replace(/^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)$/, '$1-$2-$3');
  const timeless = dated.replace(times, ' ').replace(hours, ' ');
  const many = lasting.exec(timeless);
  const days = many === null ? timeless : timeless.replace(lasting, ' ');
  const rest = days
    .replace(openers, ' ')
    .replace(/[()]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:|.]+|[\s,;:|.]+$/g, '');
  return {
    rest,
    mode,
    lasts: many === null ? undefined : numberOf(many.groups?.many ?? ''),
    isOpen: days.search(openers) >= 0 || closers.test(rest),
  };
}

function numberOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  return Math.max(numbers.split('|').indexOf(word), nombres.split('|').indexOf(word)) + 1;
}
