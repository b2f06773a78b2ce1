import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../shared/ports.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';
import { engines } from '../support/stores-by-engine.ts';

const inMemory = {
  engine: 'in memory',
  skipped: false,
  start: async () => ({ ports: { facts: storesOn(noRows(), [], startTime()).facts }, stop: async () => {} }),
};

for (const { engine, skipped, start } of [...engines, inMemory])
  describe.skipIf(skipped)(`the facts (${engine})`, () => {
    let facts: Facts;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      const stores = await start();
      facts = stores.ports.facts;
      stop = () => stores.stop();
    });
    afterAll(() => stop());
    const eventOf = (country: string, event: 'invited' | 'accession', instrument: '185' | '189' = '185') => ({
      ...anEvent,
      id: `${instrument}-${country}-${event}`,
      instrument,
      country,
      event,
    });

    it('are written only in the revision that was seen, and keep that one was deleted', async () => {
      expect(await facts.replace('legislationSurvey', aSurvey.id, 1, aSurvey)).toBe(false);
      expect(await facts.get('legislationSurvey', aSurvey.id)).toBeUndefined();
      expect(await facts.replace('legislationSurvey', aSurvey.id, 0, aSurvey)).toBe(true);
      expect(await facts.replace('legislationSurvey', aSurvey.id, 0, aSurvey)).toBe(false);
      expect(await facts.get('legislationSurvey', aSurvey.id)).toEqual({ revision: 1, held: aSurvey });
      expect(await facts.all('legislationSurvey')).toEqual([aSurvey]);
      expect(await facts.replace('legislationSurvey', aSurvey.id, 1, undefined)).toBe(true);
      expect(await facts.replace('legislationSurvey', aSurvey.id, 1, aSurvey)).toBe(false);
      expect(await facts.get('legislationSurvey', aSurvey.id)).toEqual({ revision: 2, held: undefined });
      expect(await facts.all('legislationSurvey')).toEqual([]);
    });

    it('are of one kind each, whatever their ids', async () => {
      const event = eventOf('FJ', 'accession');
      await facts.replace('treatyEvent', event.id, 0, event);
      const same = { ...aContribution, id: event.id };
      await facts.replace('donorContribution', same.id, 0, same);
      expect(await facts.get('treatyEvent', event.id)).toEqual({ revision: 1, held: event });
      expect(await facts.all('donorContribution')).toEqual([same]);
    });

    it('of a country and an instrument are found by how their ids begin, up to a number of places', async () => {
      const [invited, acceded] = [eventOf('GH', 'invited'), eventOf('GH', 'accession')];
      for (const each of [invited, acceded, eventOf('GH', 'accession', '189'), eventOf('GI', 'accession')])
        await facts.replace('treatyEvent', each.id, 0, each);
      expect(await facts.beginning('treatyEvent', '185-GH-', 100)).toEqual([acceded, invited]);
      expect(await facts.beginning('treatyEvent', '185-GH-', 1)).toEqual([acceded]);
      expect(await facts.beginning('treatyEvent', '185-VU-', 100)).toEqual([]);
      await facts.replace('treatyEvent', acceded.id, 1, undefined);
      expect(await facts.beginning('treatyEvent', '185-GH-', 100)).toEqual([invited]);
      expect(await facts.beginning('treatyEvent', '185-GH-', 1)).toEqual([]);
    });
  });
