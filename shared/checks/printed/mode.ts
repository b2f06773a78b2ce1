/** How an activity took place, as far as printed words about its place or date tell it. */
export type PrintedMode = 'online' | 'hybrid' | 'in_person';

const outsideWords = (words: string): RegExp =>
  new RegExp(`[([]?(?<![\\p{L}\\p{N}-])(?:${words})(?![\\p{L}\\p{N}-])[)\\]]?`, 'giu');

const online =
  'on[- ]?line|en ligne|virtual(?:ly)?|virtuel(?:le)?(?:ment)?|(?:en |par )?visio(?:-?conf[ée]rence)?|video-?conference|remote(?:ly)?|[àa] distance|(?:en )?distanciel|webinar|webinaire|zoom|webex|(?:ms|microsoft) teams|google meet|skype|bluejeans|gotomeeting|jitsi';
const onSite = 'in[- ]person|(?:en )?pr[ée]sentiel|face[- ]to[- ]face|f2f|on[- ]site|sur place';

const onlineWords = outsideWords(online);
const onSiteWords = outsideWords(onSite);
const hybridWords = outsideWords(
  `(?:in )?hybrid(?: format| event| meeting| mode)?|(?:en )?(?:format |mode |r[ée]union )?hybride|blended|(?:${online}) ?(?:and|et|&|\\+|/) ?(?:${onSite})|(?:${onSite}) ?(?:and|et|&|\\+|/) ?(?:${online})`,
);
/** "Colombo, Sri Lanka and online": what stands before the words is a place. */
const andOnline = new RegExp(`(?<=[\\p{L})*])[,;]? (?:and|et|&|\\+) ?(?:${online})$`, 'iu');
/** What may stand beside the words above without saying more. */
const besideWords = outsideWords(
  'via|by|par|through|fully|only|uniquement|seulement|platform|plateforme|event|[ée]v[ée]nement|meeting|r[ée]union|format|mode|activity|activit[ée]|workshop|atelier|training|formation|session|course|seminar|s[ée]minaire|conf[ée]rence|call|teams|kudo|interprefy',
);

/**
 * Takes the words that tell the mode out of a printed place or date: what they say, and what is left. Online and on
 * site at once, without a word that joins them, is no mode: then nothing is taken.
 */
export function takeModeWords(text: string): { mode: PrintedMode | undefined; rest: string } {
  const taken = (words: RegExp): string => text.replace(words, ' ');
  const has = (words: RegExp, within = text): boolean => within.search(words) >= 0;
  if (has(hybridWords)) return { mode: 'hybrid', rest: taken(hybridWords).replace(onlineWords, ' ') };
  const before = text.trim().replace(andOnline, '');
  if (before !== text.trim() && !has(onlineWords, before) && !has(onSiteWords, before))
    return { mode: 'hybrid', rest: before };
  if (has(onlineWords))
    return has(onSiteWords)
      ? { mode: undefined, rest: text }
      : { mode: 'online', rest: taken(onlineWords).replace(besideWords, ' ') };
  return has(onSiteWords) ? { mode: 'in_person', rest: taken(onSiteWords) } : { mode: undefined, rest: text };
}
