import { modes, qualifiers, statuses, themes, types } from '../../shared/words/activity.ts';
import type { Random } from './random.ts';
import { busyMonth, months } from './sample-portfolio.ts';

/** The body of an activity of a reference, in one of the months, with any of the fields that may be left out. */
export function drawActivity(random: Random, reference: string): Record<string, unknown> {
  const month = random.pick([...months, ...months, busyMonth, busyMonth, busyMonth, busyMonth]);
  const day = () => String(1 + random.below(28)).padStart(2, '0');
  const title = { fr: `Atelier ${random.below(1000)}`, en: `Workshop ${random.below(1000)}` };
  const often = <Field>(field: () => Field) => (random.chance(0.4) ? field() : {});
  const count = random.below(50);
  const body = {
    reference,
    title: random.chance(0.7) ? title : { es: 'Taller' },
    projects: random.pick([['Alpha'], ['Beta+'], ['Alpha', 'Beta+'], ['Beta+', 'Gamma@E', 'Alpha']]),
    start: random.chance(0.8) ? `${month}-${day()}` : month,
    status: random.chance(0.75) ? 'completed' : random.pick(statuses),
    mode: random.pick(modes),
    type: random.pick(types),
    ...often(() => ({ end: '2024-04' })),
    ...often(() => ({ description: { en: 'Two lines\nof text' } })),
    ...often(() => ({ themes: [random.pick(themes)] })),
    ...often(() => ({
      countries: [
        { code: random.pick(['GH', 'XK', 'RO', 'NA']), role: random.pick(['beneficiary', 'host']) },
        { code: random.pick(['FR', 'XK']), role: 'participant' },
      ],
    })),
    ...often(() => ({ groups: [random.pick(['ECOWAS', 'NEW_GROUP'])] })),
    ...often(() => ({ venue: { country: 'GH', city: 'Accra' } })),
    ...often(() => ({ partners: [{ role: 'organiser', name: random.pick(['INTERPOL', 'UNODC']) }] })),
    ...often(() => ({
      participants: {
        count,
        qualifier: random.pick(qualifiers),
        ...(random.chance(0.5) ? { women: random.below(count + 1) } : {}),
      },
    })),
    ...often(() => ({ languages: ['en', 'fr'] })),
    ...often(() => ({ units: 1 + random.below(4) })),
    ...often(() => ({ links: [{ url: 'https://example.org/a', rel: 'report' }] })),
    ...often(() => ({ visibility: random.pick(['public', 'restricted']) })),
  };
  return { ...body, ...ofEveryKind(body, count) };
}

/**
 * What makes an activity one of no project, or one with an organisation in two roles, now and then; and one that goes on
 * after the night in which schedules run planned, for it would be refused as completed.
 */
function ofEveryKind(
  { start, end, status, partners }: { start: string; end?: string; status: string; partners?: object[] },
  number: number,
) {
  const ahead = start >= '2024-03' || end !== undefined;
  return {
    ...(ahead && status === 'completed' ? { status: 'planned' } : {}),
    ...(number % 8 === 0 ? { projects: [] } : {}),
    ...(number % 4 === 1 && partners !== undefined
      ? { partners: [...partners, ...partners.map((each) => ({ ...each, role: 'funder' }))] }
      : {}),
  };
}
