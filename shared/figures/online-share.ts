import * as z from 'zod';
import { aboutPerCent, grouped, inWord } from '../words/in-words.ts';
import type { Names } from '../words/text.ts';
import type { Counts } from './counts.ts';
import { figure, type Published, quotient, type Saying } from './figure.ts';
import { percent } from './rounding.ts';

export const onlineShare = {
  onlineShare: figure(
    'onlineShare',
    ['activities'],
    { value: z.number().min(0).max(100).nullable(), more: quotient },
    ({ merged: { online, otherThanDesk } }) => ({
      value: otherThanDesk === 0 ? null : percent(online, otherThanDesk),
      numerator: online,
      denominator: otherThanDesk,
    }),
  ),
};

type Online = Counts & Published<typeof onlineShare>;

export const onlineSentences = {
  onlineShare: { figures: ['onlineShare', 'activities'], text: onlineIn },
} satisfies Record<string, Saying<Online>>;

function onlineIn({ activities, onlineShare }: Online): Names | undefined {
  const { numerator: online, denominator: all } = onlineShare;
  if (all === 0) return undefined;
  const desk = all < activities.value;
  const but = desk ? ' other than desk studies' : '';
  const sauf = desk ? [' autre qu’une étude documentaire', ' autres que les études documentaires'] : ['', ''];
  if (all === 1) {
    const [is, est] = online === 1 ? ['is', 'est recensée'] : ['is not', 'n’est pas recensée'];
    return {
      en: `The only activity${but} ${is} listed as online.`,
      fr: `La seule activité${sauf[0]} ${est} comme activité en ligne.`,
    };
  }
  const [total, part] = [grouped(all), inWord(online, 'une')];
  if (online === all)
    return {
      en: `All ${total.en} activities${but} are listed as online.`,
      fr: `Les ${total.fr} activités${sauf[1]} sont toutes recensées comme activités en ligne.`,
    };
  if (online === 0)
    return {
      en: `None of the ${total.en} activities${but} is listed as online.`,
      fr: `Aucune des ${total.fr} activités${sauf[1]} n’est recensée comme activité en ligne.`,
    };
  const per = aboutPerCent(online, all);
  const share = per === undefined ? { en: '', fr: '' } : { en: `, or ${per.en}`, fr: `, soit ${per.fr}` };
  const [are, sont] =
    online === 1
      ? ['is', 'est recensée comme activité en ligne']
      : ['are', 'sont recensées comme activités en ligne'];
  return {
    en: `Of the ${total.en} activities${but}, ${part.en} ${are} listed as online${share.en}.`,
    fr: `Sur les ${total.fr} activités${sauf[1]}, ${part.fr} ${sont}${share.fr}.`,
  };
}
