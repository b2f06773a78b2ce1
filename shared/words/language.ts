import { type AnswerLanguage, answerLanguages } from './bilingual.ts';

/**
 * The language to answer in, by Accept-Language (RFC 9110, section 12.5.4; lookup of RFC 4647, section 3.4): each of
 * our languages has the weight of the longest range that it answers ("fr-CA" is answered by French), "*" stands for
 * those that no other range names, and weight 0 excludes. Of equal weights the first in the header wins. English
 * where nothing is asked, nothing fits or the header cannot be read.
 */
export function languageFor(header: string | undefined): AnswerLanguage {
  const ranges = (header ?? '').slice(0, 1000).split(',').map(rangeOf);
  const asked = answerLanguages
    .map((language) => {
      const at = ranges.findIndex((range) => range?.primary === language);
      const named = ranges.filter((range) => range?.primary === language);
      const any = ranges.findIndex((range) => range?.primary === '*');
      const weight =
        at < 0 ? (ranges[any]?.weight ?? 0) : Math.max(...named.map((range) => range?.weight ?? 0));
      return { language, weight, at: at < 0 ? ranges.length : at };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight || one.at - other.at);
  return asked[0]?.language ?? 'en';
}

/** One range and its weight in thousandths; undefined if it cannot be read. */
function rangeOf(text: string): { primary: string; weight: number } | undefined {
  const read =
    /^[ \t]*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9]{1,8})*[ \t]*(?:;[ \t]*q=([01](?:\.\d{0,3})?)[ \t]*)?$/i.exec(
      text,
    );
  const [, primary, q = '1'] = read ?? [];
  const weight = Math.round(Number(q) * 1000);
  return primary === undefined || weight > 1000 ? undefined : { primary: primary.toLowerCase(), weight };
}
