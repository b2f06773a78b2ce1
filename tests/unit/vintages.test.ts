import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Before, type Known, noted, standing, valuesOf } from '../../shared/feed/vintages.ts';
import { allTime } from '../../shared/figures/figure.ts';
import { breakdownsOf, headlineOf } from '../../shared/figures/figures.ts';
import { summaryOf } from '../../shared/figures/summary.ts';
import { anActivity, recordOf } from './made-activities.ts';

const stamp = (snapshot: number) => ({ snapshot, generatedAt: `2021-03-0${snapshot}T12:00:00.000Z` });
const known = (
  snapshot: number,
  values: Record<string, number | null>,
  more: Partial<Known> = {},
): Known => ({
  period: '2020',
  values: Object.entries(values).map(([id, value]) => ({ id, rule: `${id}/1`, value })),
  closed: null,
  last: '2020-12',
  because: [snapshot],
  stamp: stamp(snapshot),
  ...more,
});

/** The document that a snapshot has left, as the next finds it. */
const as = (snapshot: number, { after }: ReturnType<typeof noted>): Before => ({
  content: { ...stamp(snapshot), dataAsOf: stamp(snapshot).generatedAt, ...after },
  bytes: 100,
  sha256: 'a'.repeat(64),
});

/** What some snapshots leave, one after the other. */
function told(...all: Known[]) {
  let before: Before | undefined;
  for (const each of all) before = as(each.stamp.snapshot, noted(before, each));
  return before?.content;
}

describe('vintages', () => {
  it('have a value where it has changed, with since when and why', () => {
    const content = told(known(1, { activities: 2, units: 3 }), known(2, { activities: 2, units: 4 }));
    expect(content?.figures).toEqual([
      { id: 'activities', rule: 'activities/1', vintages: [[1, '2021-03-01T12:00:00.000Z', 2, [1]]] },
      {
        id: 'units',
        rule: 'units/1',
        vintages: [
          [1, '2021-03-01T12:00:00.000Z', 3, [1]],
          [2, '2021-03-02T12:00:00.000Z', 4, [2]],
        ],
      },
    ]);
  });

  it('say that a figure has no value any longer, and that it has one again', () => {
    const [figure] =
      told(known(1, { units: 3 }), known(2, {}), known(3, { units: 3 }))?.figures.map(
        (each) => each.vintages,
      ) ?? [];
    expect(figure?.map(([snapshot, , value]) => [snapshot, value])).toEqual([
      [1, 3],
      [2, null],
      [3, 3],
    ]);
    expect(told(known(1, { onlineShare: null }))?.figures).toEqual([]);
  });

  it('stay as they are where nothing has changed', () => {
    const first = as(1, noted(undefined, known(1, { units: 3 })));
    const { after, page } = noted(first, known(2, { units: 3 }));
    expect({ ...first.content, ...after }).toEqual(first.content);
    expect(page).toBeUndefined();
  });

  it('take no change without a cause', () => {
    const first = as(1, noted(undefined, known(1, { units: 3 })));
    expect(() => noted(first, known(2, { units: 4 }, { because: [] }))).toThrow('nothing has caused it');
  });

  it('count as late what was known and changes after the end of its period', () => {
    const late = { last: '2021-02' };
    const content = told(
      known(1, { units: 3 }, late),
      known(2, { units: 3, activities: 1 }, late),
      known(3, { units: 4, activities: 1 }, late),
      known(4, { units: 5, activities: 2 }, { last: '2021-03' }),
    );
    expect(content?.afterEnd).toEqual({ times: 1, last: '2021-03-03' });
    expect(content?.last.map(([snapshot, , last]) => [snapshot, last])).toEqual([
      [1, '2021-02'],
      [4, '2021-03'],
    ]);
  });

  it('tell every change of a closed period as a revision, in both languages', () => {
    const closed = { closed: '2021-03-02' };
    const content = told(
      known(1, { activities: 92, budgetOngoing: 3_803_500_000 }),
      known(2, { activities: 93, budgetOngoing: 3_803_500_000 }, closed),
      known(
        3,
        { activities: 1_093, budgetOngoing: 494_500_000 },
        { ...closed, because: [[12, 15], 'portfolio'] },
      ),
      known(4, { activities: 1_093, budgetOngoing: 494_500_000, 'byMode/online': 1 }, closed),
    );
    expect(content?.closed.map(([snapshot, , day]) => [snapshot, day])).toEqual([[2, '2021-03-02']]);
    expect(content?.revisions.map(({ revision, text }) => [revision, text.en, text.fr])).toEqual([
      [
        'r1',
        'Revision r1 of 3 March 2021: Activities: 1,093 instead of 93; Combined budget of the ongoing projects: 4.95 million euros instead of 38.04 million euros. Cause: changes 12 to 15 and the portfolio.',
        'Révision r1 du 3 mars 2021\u00A0: Activités\u00A0: 1\u202F093 au lieu de 93\u00A0; Budget cumulé des projets en cours\u00A0: 4,95 millions d’euros au lieu de 38,04 millions d’euros. Cause\u00A0: les changements 12 à 15 et le portefeuille.',
      ],
      [
        'r2',
        'Revision r2 of 4 March 2021: one row of breakdowns. Cause: change 4.',
        'Révision r2 du 4 mars 2021\u00A0: une ligne de répartition. Cause\u00A0: le changement 4.',
      ],
    ]);
    expect(content?.revision).toBe(2);
  });

  it('begin a new page, with what stands, once theirs has become too large; the other is to be kept', () => {
    const values = (at: number) => ({
      units: at,
      ...Object.fromEntries(Array.from({ length: 40 }, (_, nth) => [`f${nth}`, at])),
    });
    let before: Before | undefined;
    const pages: string[] = [];
    for (let at = 1; at < 80; at += 1) {
      const outcome = noted(before, {
        ...known(1, values(at)),
        because: [at],
        stamp: { snapshot: at, generatedAt: '2021-03-01T12:00:00.000Z' },
      });
      if (outcome.page !== undefined) pages.push(outcome.page);
      before = { ...as(1, outcome), content: { ...as(1, outcome).content, snapshot: at } };
      const held = outcome.after.figures.reduce((sum, { vintages }) => sum + vintages.length, 0);
      expect(held).toBeLessThanOrEqual(2 * 41 + 500 + 41);
      expect(new Set([...standing(outcome.after).values()].map(({ value }) => value))).toEqual(new Set([at]));
    }
    expect(pages.length).toBeGreaterThan(2);
    expect(before?.content.earlier).toEqual({ path: pages.at(-1), bytes: 100, sha256: 'a'.repeat(64) });
  });

  it('stand at the last value of every figure, whatever happened', () => {
    const snapshots = fc.array(
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd/1', 'd/2'), fc.nat(3), { maxKeys: 5 }),
      { minLength: 1, maxLength: 9 },
    );
    fc.assert(
      fc.property(snapshots, (all) => {
        const content = told(...all.map((values, at) => known(at + 1, values)));
        const stands = [...standing(content ?? { figures: [] }).values()].filter(
          ({ value }) => value !== null,
        );
        expect(Object.fromEntries(stands.map(({ id, value }) => [id, value]))).toEqual(all.at(-1));
      }),
    );
  });
});

describe('the values of figures', () => {
  const figuresOf = (changes: Record<string, unknown>) => {
    const ground = allTime(summaryOf(recordOf(anActivity(changes))), []);
    return valuesOf({ ...headlineOf(ground), ...breakdownsOf(ground) });
  };

  it('have nothing that has to go with an activity: who posted, organisations, unknown groups, where it was', () => {
    const values = figuresOf({
      partners: [{ name: 'Marker', role: 'organiser' }],
      groups: ['CARICOM', 'MARKER'],
      countries: [
        { code: 'GH', role: 'beneficiary' },
        { code: 'VU', role: 'host' },
      ],
    });
    const ids = values.map(({ id }) => id);
    expect(ids.filter((id) => /^by(?:Partner|Organisation)/.test(id))).toEqual([]);
    expect(ids.filter((id) => id.startsWith('byGroup'))).toEqual(['byGroup/CARICOM']);
    expect(ids.filter((id) => id.startsWith('byCountry'))).toEqual(['byCountry/GH']);
    expect(JSON.stringify(values)).not.toMatch(/host|marker|VU/i);
  });
});
