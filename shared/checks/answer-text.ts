import { type AnswerLanguage, inLanguage, recognized } from '../words/bilingual.ts';
import { type Finding, worded } from './finding.ts';
import type { Problem } from './problem.ts';

/** The type of every problem document begins so. */
const problemType = 'urn:activity-register:problem:';

/**
 * The body of an answer as JSON, everything that the register itself says in it put into the language: findings,
 * wherever they stand, and the titles and details of problem documents. A detail that is not in the catalogue stays
 * in English; every one of the code is.
 */
export const answerText = (body: unknown, language: AnswerLanguage): string =>
  JSON.stringify(body, (name, value: unknown) => {
    if (name === 'findings' && Array.isArray(value))
      return value.map((each) => worded(each as Finding, language));
    return isProblem(value) ? problemIn(value, language) : value;
  });

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  value.type.startsWith(problemType);

/** The problem document with its title and its detail in the language. */
const problemIn = (problem: Problem, language: AnswerLanguage): Problem => ({
  ...problem,
  title: translated(problem.title, language),
  detail: translated(problem.detail, language),
});

function translated(text: string, language: AnswerLanguage): string {
  const says = language === 'en' ? undefined : recognized(text);
  return says === undefined ? text : inLanguage(says, language);
}
