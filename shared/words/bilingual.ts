import french from './french.json' with { type: 'json' };
import { whenNeeded } from './when-needed.ts';

/** The languages in which the register answers. */
export const answerLanguages = ['en', 'fr'] as const;
export type AnswerLanguage = (typeof answerLanguages)[number];

/** A sentence of the catalogue, in English; what varies in it stands as %{name}. */
export type Sentence = keyof typeof french;
type Names<Text extends string> = Text extends `${string}%{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
/** A sentence in which nothing varies. */
export type PlainSentence = { [Each in Sentence]: [Names<Each>] extends [never] ? Each : never }[Sentence];

/** What stands in a sentence for a name: a text, a number, a list, or another sentence. */
type Param = string | number | readonly (string | number)[] | Said;

/** A sentence with what varies in it, to be said in either language, and what may be written instead (JSON). */
export type Said = { say: Sentence; with: { readonly [name: string]: Param }; instead?: readonly unknown[] };

/** A sentence of the catalogue with all that varies in it. */
export const said = <Each extends Sentence>(
  say: Each,
  ...[params]: [Names<Each>] extends [never] ? [] : [Record<Names<Each>, Param>]
): Said => ({ say, with: params ?? {} });

const catalogue: ReadonlyMap<string, string> = new Map(Object.entries(french));

/** Whether a text is a sentence of the catalogue in which nothing varies. */
export const isPlainSentence = (text: string): text is PlainSentence =>
  catalogue.has(text) && !text.includes('%{');

/** The sentence in a language. One that the catalogue no longer has is said as it was noted. */
export function inLanguage({ say, with: params, instead = [] }: Said, language: AnswerLanguage): string {
  const template = language === 'fr' ? (catalogue.get(say) ?? say) : say;
  const sentence = template.replace(/%\{(\w+)\}/g, (_, name: string) => shown(params[name] ?? '', language));
  return sentence + advice(instead, language);
}

const shown = (param: Param, language: AnswerLanguage): string =>
  typeof param === 'object'
    ? 'say' in param
      ? inLanguage(param, language)
      : param.join(', ')
    : String(param);

/** The most that an advice is worth reading. */
const longestAdvice = 200;

function advice(instead: readonly unknown[], language: AnswerLanguage): string {
  const [only, ...more] = instead.map((each) => JSON.stringify(each));
  const [write, or, perhaps] =
    language === 'fr' ? ['\u00a0; écrivez', 'ou', '\u00a0; peut-être'] : ['; write', 'or', '; perhaps'];
  if (only === undefined || [only, ...more].join().length > longestAdvice) return '';
  if (more.length === 0) return `${write} ${only}`;
  return `${perhaps} ${[only, ...more.slice(0, -1)].join(', ')} ${or} ${more.at(-1)}`;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Each sentence of the catalogue with the pattern that finds it again in English; the most certain first. */
const patterns = whenNeeded(() =>
  [...catalogue.keys()]
    .map((say) => {
      const names = [...say.matchAll(/%\{(\w+)\}/g)].map(([, name = '']) => name);
      const literals = say.split(/%\{\w+\}/);
      const pattern = new RegExp(`^${literals.map(escaped).join('([^]*?)')}$`);
      return { say: say as Sentence, names, pattern, certainty: literals.join('').length };
    })
    .sort((one, other) => other.certainty - one.certainty),
);

/** The longest text that is looked up: sentences have no longer ones. */
const longestRecognized = 1000;

/** Finds what an English text says in the catalogue, what varies in it included; undefined if it is not there. */
export function recognized(text: string): Said | undefined {
  if (text.length > longestRecognized) return undefined;
  for (const { say, names, pattern } of patterns()) {
    const [match, ...params] = pattern.exec(text) ?? [];
    if (match === undefined) continue;
    const meant = (param: string): Param =>
      names.length > 1 || isPlainSentence(param) ? (recognized(param) ?? param) : param;
    return { say, with: Object.fromEntries(names.map((name, at) => [name, meant(params[at] ?? '')])) };
  }
  return undefined;
}
