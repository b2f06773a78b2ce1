import { answerText } from '../../shared/checks/answer-text.ts';
import type { AnswerLanguage } from '../../shared/words/bilingual.ts';
import type { HttpContext, Result } from './request.ts';

/**
 * `body` is what is written as JSON, or the bytes of a file, whose type then stands in the headers, or undefined where
 * there is nothing to say; `language` is the language of what the register itself says in it, if it says anything.
 */
export type Answer = {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  language?: AnswerLanguage;
};

/** Writes an answer as the gateway takes it, with the headers that every answer to the request has. */
export function written({ status, body, headers: own, language }: Answer, { headers }: HttpContext): Result {
  if (body instanceof Uint8Array)
    return {
      statusCode: status,
      headers: { ...headers, ...own },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
  if (body === undefined)
    return { statusCode: status, headers: { ...headers, 'cache-control': 'no-store', ...own } };
  return {
    statusCode: status,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(language === undefined ? {} : { 'content-language': language, vary: 'accept-language' }),
      ...own,
    },
    body: `${answerText(body, language ?? 'en')}\n`,
  };
}
