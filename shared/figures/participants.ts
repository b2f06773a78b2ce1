import * as z from 'zod';
import { about, capital, type Noun, withNoun } from '../words/in-words.ts';
import type { Names } from '../words/text.ts';
import { type Counts, doneIn } from './counts.ts';
import { figure, type Published, type Saying } from './figure.ts';
import { count, stated } from './summary.ts';

export const participants = {
  participants: figure(
    'participants',
    ['activities'],
    {
      value: count,
      more: {
        qualifier: z.enum(['exact', 'at_least']).meta({ description: 'How exactly the number is known.' }),
        stated: z
          .strictObject({
            exact: stated.meta({ description: 'Numbers stated as exact.' }),
            about: stated.meta({ description: 'Numbers stated as about so many; not added.' }),
            at_least: stated.meta({ description: 'Numbers stated as at least so many.' }),
            at_most: stated.meta({ description: 'Numbers stated as at most so many; not added.' }),
          })
          .meta({ description: 'What the activities state of participants, by how they state it.' }),
        women: stated.meta({ description: 'How many of them are women, where that is stated.' }),
        activitiesStatingNone: count.meta({ description: 'How many activities state no participants.' }),
      },
    },
    ({ merged }) => {
      const { women, ...stated } = merged.participants;
      const { exact, about, at_least, at_most } = stated;
      const done = doneIn(merged);
      const stating = exact.activities + about.activities + at_least.activities + at_most.activities;
      return {
        value: exact.participants + at_least.participants,
        qualifier: exact.activities === done ? ('exact' as const) : ('at_least' as const),
        stated,
        women,
        activitiesStatingNone: done - stating,
      };
    },
  ),
};

type Participants = Counts & Published<typeof participants>;

export const participantSentences = {
  participants: { figures: ['participants'], text: participantsIn },
} satisfies Record<string, Saying<Participants>>;

function participantsIn({ activitiesCompletedOrOngoing, participants }: Participants): Names | undefined {
  const { value, qualifier } = participants;
  if (activitiesCompletedOrOngoing.value === 0 || (value === 0 && qualifier === 'at_least')) return undefined;
  const noun: Noun = { en: ['participant', 'participants'], fr: ['participant', 'participants', 'un'] };
  if (value === 0) return { en: 'No participant is recorded.', fr: 'Aucun participant n’est recensé.' };
  const floor = withNoun(value, noun);
  const { en, fr } =
    qualifier === 'exact' ? about(value, noun) : { en: `at least ${floor.en}`, fr: `au moins ${floor.fr}` };
  const [are, sont] = value === 1 ? ['is recorded', 'est recensé'] : ['are recorded', 'sont recensés'];
  return { en: `${capital(en)} ${are}.`, fr: `${capital(fr)} ${sont}.` };
}
