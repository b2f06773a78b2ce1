import { folded, unmarked } from '../../shared/checks/printed/likeness.ts';
import type { Field, Notes } from './row-as-read.ts';

type Participants = {
  count: number;
  qualifier: 'exact' | 'about' | 'at_least' | 'at_most';
  women?: number;
};

const ones =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const unites =
  'un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf';
const spelt = new Map<string, number>([
  ...[ones, unites].flatMap((words) => words.split(' ').map((word, at): [string, number] => [word, at + 1])),
  ...withDigits('twenty thirty forty fifty sixty seventy eighty ninety', ones),
  ...withDigits('vingt trente quarante cinquante soixante', unites),
  ...['soixante-dix', 'quatre-vingts', 'quatre-vingt-dix'].map((word, at): [string, number] => [
    word,
    70 + 10 * at,
  ]),
  ...['hundred', 'a hundred', 'one hundred', 'cent'].map((word): [string, number] => [word, 100]),
  ...['two hundred', 'deux cents'].map((word): [string, number] => [word, 200]),
]);

/** Tens from twenty on, alone and with each digit after them: "twenty-five", "vingt-cinq", "trente et un". */
function withDigits(tens: string, units: string): [string, number][] {
  const digits = ['', ...units.split(' ').slice(0, 9)];
  return tens.split(' ').flatMap((ten, at) =>
    digits.flatMap((digit, unit): [string, number][] => {
      const joints = digit === '' ? [''] : ['-', ' ', ' et '];
      return joints.map((joint) => [`${ten}${joint}${digit}`, 10 * (at + 2) + unit]);
    }),
  );
}

/** Words that say a number and that it is a rounded one. */
const rounded = new Map<string, number>([
  ['a dozen', 12],
  ['une dizaine', 10],
  ['une douzaine', 12],
  ['une quinzaine', 15],
  ['une vingtaine', 20],
  ['une trentaine', 30],
  ['une quarantaine', 40],
  ['une cinquantaine', 50],
  ['une soixantaine', 60],
  ['une centaine', 100],
]);

type Qualifier = Participants['qualifier'];
/** Words before a number that qualify it. */
const before: [RegExp, Qualifier][] = [
  [
    /^(?:about|around|approx(?:imately|\.)?|ca?\.|circa|close to|nearly|almost|some|env(?:iron|\.)|pres d[e']|quelque|a peu pres|~|±|≈|\+\/?-)\s*/,
    'about',
  ],
  [/^(?:more than|over|at least|min(?:imum)?\.?|plus d(?:e|')|au moins|>=?|≥)\s*/, 'at_least'],
  [
    /^(?:max(?:imum)?\.?(?: of| de)?|at most|up to|no more than|fewer than|less than|au plus|au maximum|jusqu'a|moins de|<=?|≤)\s*/,
    'at_most',
  ],
];
/** Words after a number that qualify it. */
const after: [RegExp, Qualifier][] = [
  [/,?\s*\(?(?:approx(?:imately|\.)?|environ|env\.|ca\.|circa|a peu pres)\)?$/, 'about'],
  [/\s*\(?(?:\+|(?:and|or|et|ou) (?:more|plus)|at least|min(?:imum)?\.?|au moins)\)?$/, 'at_least'],
  [/,?\s*\(?(?:max(?:imum)?\.?|at most|au plus|au maximum)\)?$/, 'at_most'],
];

const persons =
  'participants?|participantes|people|persons?|personnes|pers\\.|pax|attendees|delegates|delegue(?:e)?s|judges|juges|prosecutors|procureurs|magistrats?|magistrates|lawyers|avocats|experts|officers|police officers|policiers|gendarmes|officials|fonctionnaires|representatives|representants|professionals|professionnels|practitioners|praticiens|trainees|stagiaires|students|etudiants|trainers|formateurs|investigators|enqueteurs|stakeholders';
const people = new RegExp(
  String.raw`\s*(?:\bd(?:e |'))?\b(?:${persons})(?:(?:, | (?:and|et|&) )(?:${persons}))*\s*$`,
);
const women = '(?<women>\\d{1,6}) ?(?:women|females?|femmes|f)\\b';
const men = '(?<men>\\d{1,6}) ?(?:men|males?|hommes|h|m)\\b';
const joint = String.raw`[\s,;:/(+–-]*(?:(?:and|et|of (?:which|whom)|including|incl\.?|dont|with|avec)\b\s*)?`;
/** Women, or women and men in either order, with or without the whole before them. */
const bySex = [`${men}${joint}${women}`, `${women}(?:${joint}${men})?`].map(
  (sexes) => new RegExp(`^(?<whole>.*?)${joint}\\(?${sexes}\\)?$`),
);

/**
 * Reads how many took part as inventories print it: "40+", "env. 25", "une vingtaine", "25 (13 men, 12 women)".
 * Marks of footnotes do not count. Undefined where that is not all it says.
 */
export function readParticipants(text: string): Participants | undefined {
  const plain = folded(unmarked(text.slice(0, 100)));
  const groups = bySex.map((pattern) => pattern.exec(plain)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return qualified(plain);
  const [ofWomen, ofMen] = [Number(groups.women), groups.men === undefined ? undefined : Number(groups.men)];
  const sum = ofMen === undefined ? undefined : ofWomen + ofMen;
  if ((groups.whole ?? '').trim() === '')
    return sum === undefined ? undefined : { count: sum, qualifier: 'exact', women: ofWomen };
  const whole = qualified((groups.whole ?? '').trim());
  const fits = sum === undefined || (whole?.qualifier === 'exact' && whole.count === sum);
  return whole === undefined || !fits ? undefined : { ...whole, women: ofWomen };
}

/** Reads a number with a word or sign that qualifies it, before or after it, and words for people. */
function qualified(text: string): Participants | undefined {
  const rest = text.replace(people, '').trim();
  const found = [...before, ...after].filter(([words]) => words.test(rest));
  const [only, ...more] = found;
  if (more.length > 0) return undefined;
  const number = (only === undefined ? rest : rest.replace(only[0], '')).replace(people, '').trim();
  const count = countOf(number);
  if (count !== undefined) return { count, qualifier: only?.[1] ?? 'exact' };
  const roughly = rounded.get(number);
  if (roughly === undefined || only?.[1] === 'at_most') return undefined;
  return { count: roughly, qualifier: only?.[1] ?? 'about' };
}

function countOf(number: string): number | undefined {
  if (/^\d{1,7}$/.test(number)) return Number(number);
  if (/^\d{1,3}(?:[ ,.']\d{3})+$/.test(number)) return Number(number.replace(/\D/g, ''));
  return spelt.get(number);
}

/** Reads how many took part, how many of them were women, and how many events the row stands for. */
export function readNumbers(text: (field: Field) => string, notes: Notes) {
  const participants = participantsOf(text('participants'), text('women'), notes);
  const units = text('units') === '' ? undefined : wholeNumber('units', text('units'), notes);
  return { participants, units };
}

function participantsOf(written: string, ofWhom: string, notes: Notes) {
  const women = ofWhom === '' ? undefined : wholeNumber('women', ofWhom, notes);
  if (written === '')
    return women === undefined
      ? undefined
      : notes.error('participants', '', {
          en: 'is empty, but the women among the participants are counted: write how many took part in all',
          fr: 'est vide, mais les femmes sont comptées : écrire combien de personnes ont participé en tout',
        });
  const read = readParticipants(written);
  if (read === undefined)
    return notes.error('participants', written, {
      en: 'is not read as a number of participants: write 40, about 40, at least 40 or at most 40, or nothing where nobody counted',
      fr: 'ne se lit pas comme un nombre de participants : écrire 40, environ 40, au moins 40 ou au plus 40, ou rien si personne n’a compté',
    });
  if (women !== undefined && read.women !== undefined && women !== read.women)
    return notes.error('women', ofWhom, {
      en: `differs from the participants beside it (${written})`,
      fr: `diffère des participants à côté (${written})`,
    });
  const stated = women ?? read.women;
  return stated === undefined ? read : { ...read, women: stated };
}

function wholeNumber(field: Field, written: string, notes: Notes): number | undefined {
  const plain = written.replace(/(?<=\d)[ ,.'’](?=\d{3}\b)/g, '');
  if (/^\d{1,7}$/.test(plain)) return Number(plain);
  return notes.error(field, written, { en: 'is not a whole number', fr: 'n’est pas un nombre entier' });
}
