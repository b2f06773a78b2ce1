import { isDone } from '../words/activity.ts';
import { about, activity, spanInWords } from '../words/in-words.ts';
import type { Names } from '../words/text.ts';
import { figure, type Published, type Saying, type Span } from './figure.ts';
import { count, type Summary } from './summary.ts';

export const counts = {
  activities: figure('activities', ['activities'], { value: count }, ({ merged }) => ({
    value: merged.total.activities,
  })),
  activitiesCompletedOrOngoing: figure(
    'activitiesCompletedOrOngoing',
    ['activities'],
    { value: count },
    ({ merged }) => ({ value: doneIn(merged) }),
  ),
  activitiesPlanned: figure('activitiesPlanned', ['activities'], { value: count }, ({ merged }) => ({
    value: merged.total.activities - doneIn(merged),
  })),
  units: figure('units', ['activities'], { value: count }, ({ merged }) => ({ value: merged.total.units })),
};
export type Counts = Published<typeof counts>;

/** How many activities are completed or ongoing. */
export const doneIn = ({ byStatus }: Summary): number =>
  byStatus.reduce((sum, { key, activities }) => sum + (isDone(key) ? activities : 0), 0);

export const countSentences = {
  activities: {
    figures: ['activities', 'activitiesCompletedOrOngoing', 'activitiesPlanned'],
    text: activitiesIn,
  },
  units: { figures: ['units', 'activities'], text: unitsIn },
} satisfies Record<string, Saying<Counts>>;

function activitiesIn(figures: Counts, { first, last }: Span): Names {
  const when = spanInWords(first, last);
  const all = figures.activities.value;
  if (all === 0)
    return {
      en: `${when.en}, the register counts no activity.`,
      fr: `${when.fr}, le registre ne recense aucune activité.`,
    };
  const [number, which] = [about(all, activity), plannedIn(figures)];
  return {
    en: `${when.en}, the register counts ${number.en}${which.en}.`,
    fr: `${when.fr}, le registre recense ${number.fr}${which.fr}.`,
  };
}

/** How many of some activities are planned, where any are. */
function plannedIn({ activitiesCompletedOrOngoing, activitiesPlanned }: Counts): Names {
  const [done, planned] = [activitiesCompletedOrOngoing.value, activitiesPlanned.value];
  if (planned === 0) return { en: '', fr: '' };
  if (done === 0)
    return planned === 1
      ? { en: ', planned', fr: ', prévue' }
      : { en: ', all planned', fr: ', toutes prévues' };
  const first = about(done, {
    en: ['completed or ongoing', 'completed or ongoing'],
    fr: ['achevée ou en cours', 'achevées ou en cours', 'une'],
  });
  const second = about(planned, { en: ['planned', 'planned'], fr: ['prévue', 'prévues', 'une'] });
  return { en: `: ${first.en} and ${second.en}`, fr: `\u00A0: ${first.fr} et ${second.fr}` };
}

function unitsIn({ activities, units }: Counts): Names | undefined {
  if (units.value === activities.value) return undefined;
  const events = about(units.value, { en: ['event', 'events'], fr: ['événement', 'événements', 'un'] });
  return activities.value === 1
    ? { en: `It stands for ${events.en}.`, fr: `Elle représente ${events.fr}.` }
    : { en: `They stand for ${events.en}.`, fr: `Elles représentent ${events.fr}.` };
}
