import type { Field } from './field.ts';
import { readParticipants } from './read-participants.ts';
import type { Notes } from './remark.ts';

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
