import { folded } from '../../shared/printed/likeness.ts';

export type Participants = {
  count: number;
  qualifier: 'exact' | 'about' | 'at_least' | 'at_most';
  women?: number;
};

const spelt: Record<string, number> = {
  ten: 10,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  'a hundred': 100,
  'one hundred': 100,
  dix: 10,
  vingt: 20,
  trente: 30,
  quarante: 40,
  cinquante: 50,
  soixante: 60,
  cent: 100,
};
/** Words that say a number and that it is a rounded one. */
const rounded: Record<string, number> = {
  'a dozen': 12,
  'une dizaine': 10,
  'une douzaine': 12,
  'une quinzaine': 15,
  'une vingtaine': 20,
  'une trentaine': 30,
  'une quarantaine': 40,
  'une cinquantaine': 50,
  'une soixantaine': 60,
  'une centaine': 100,
};
const qualifiers: [RegExp, Participants['qualifier']][] = [
  [
    /^(?:about|around|approx(?:imately|\.)?|ca?\.|circa|close to|nearly|almost|some|environ|pres de|quelque|a peu pres|~|±)\s*/,
    'about',
  ],
  [/^(?:more than|over|at least|min(?:imum)?\.?|plus de?|au moins|>=?|≥)\s*/, 'at_least'],
  [
    /^(?:max(?:imum)?\.?(?: of| de)?|at most|up to|no more than|fewer than|less than|au plus|au maximum|jusqu'a|moins de|<=?|≤)\s*/,
    'at_most',
  ],
];
const people =
  /\s*\b(?:participants?|people|persons?|personnes|attendees|delegates|delegues|judges|juges|prosecutors|procureurs|experts|officers)\s*$/;
const women =
  /[\s,;:(–-]*(?:\b(?:of (?:which|whom)|including|incl\.?|dont|with|avec)\s*)?(?<women>\d{1,6}) (?:women|females?|femmes)\)?$/;

/** Reads how many took part as inventories print it: "40+", "about fifty", "une vingtaine", "65 (20 women)". */
export function readParticipants(text: string): Participants | undefined {
  const plain = folded(text.slice(0, 100));
  const counted = women.exec(plain);
  const rest = (counted === null ? plain : plain.slice(0, counted.index)).replace(people, '').trim();
  const found = qualifiers.find(([words]) => words.test(rest));
  const number = found === undefined ? rest : rest.replace(found[0], '');
  const plus = /^(.*\d)\s?\+$/.exec(number);
  if (plus !== null && found !== undefined) return undefined;
  const count = countOf(plus?.[1] ?? number);
  if (count === undefined) return undefined;
  const stated = found?.[1] ?? (plus !== null ? 'at_least' : number in rounded ? 'about' : 'exact');
  if (number in rounded && stated !== 'about') return undefined;
  return { count, qualifier: stated, ...(counted === null ? {} : { women: Number(counted.groups?.women) }) };
}

function countOf(number: string): number | undefined {
  if (/^\d{1,7}$/.test(number)) return Number(number);
  if (/^\d{1,3}(?:[ ,.']\d{3})+$/.test(number)) return Number(number.replace(/\D/g, ''));
  return Object.hasOwn(spelt, number)
    ? spelt[number]
    : Object.hasOwn(rounded, number)
      ? rounded[number]
      : undefined;
}
