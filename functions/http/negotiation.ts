import Negotiator from 'negotiator';
import { Refused } from '../../shared/checks/problem.ts';
import { answerLanguages } from '../../shared/words/bilingual.ts';
import { found, type Middleware } from './request.ts';

/**
 * Chooses the language of the answer by Accept-Language (RFC 9110, section 12.5.4): of equal weights the name that
 * fits exactly wins, then the first in the header. English where nothing is asked or nothing fits.
 */
export const inLanguage = (): Middleware => ({
  before({ event, context }) {
    const chosen = new Negotiator(event).language(answerLanguages);
    found(context, { language: answerLanguages.find((language) => language === chosen) ?? 'en' });
  },
});

/** JSON has no parameter charset (RFC 8259), and yet it is asked for with one. */
const names = ['application/json', 'application/json; charset=utf-8'];

/**
 * Refuses a request whose Accept (RFC 9110, section 12.5.1) leaves no room for JSON. Throws Refused. What describes
 * the API is not JSON only, and is given as it is.
 */
export const acceptingJson = (): Middleware => ({
  before({ event, context }) {
    const asked = event.headers.accept?.trim() ?? '';
    if (context.route.entry === 'docs' || asked === '') return;
    if (new Negotiator(event).mediaType(names) === undefined)
      throw new Refused('not-acceptable', 'Every answer is JSON; accept application/json.');
  },
});
