import { answerText } from '../../shared/findings/answer-text.ts';
import { problemOf } from '../../shared/findings/problem.ts';
import { languageFor } from '../../shared/words/language.ts';
import type { OriginRequest, OriginResponse } from './http-event.ts';

/** What is answered to everybody until the functions can be called. */
export const startingUp = ({ headers }: OriginRequest): OriginResponse => {
  const told = problemOf('unavailable', 'The register is starting.');
  const language = languageFor(headers['accept-language']);
  return {
    status: 503,
    headers: {
      'content-type': 'application/problem+json',
      'content-language': language,
      'cache-control': 'no-store',
      'retry-after': '1',
    },
    body: Buffer.from(`${answerText(told, language)}\n`),
  };
};
