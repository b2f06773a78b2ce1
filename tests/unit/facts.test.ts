import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../shared/checks/finding.ts';
import { deleteFact, putFact, readFact } from '../../shared/intake/facts.ts';
import { putProject } from '../../shared/intake/portfolio.ts';
import { type FactKind, factSchemas } from '../../shared/words/fact-kind.ts';
import { spanOf } from '../../shared/words/treaty-event.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';
import { glacy } from '../support/register.ts';

const made = { treatyEvent: anEvent, legislationSurvey: aSurvey, donorContribution: aContribution };
const findings = (kind: FactKind, changes: object) => {
  const input = { ...made[kind], ...changes };
  const { error } = factSchemas[kind].safeParse(input);
  return findingsOf(error?.issues ?? [], input).map(({ code, pointer }) => `${code} ${pointer}`);
};
const ports = () => {
  const { portfolio, facts, marks } = storesOn(noRows(), [], startTime());
  return { portfolio, facts, marks, newToken: () => 'token' };
};

describe('a fact', () => {
  it.each<[FactKind, object]>([
    ['treatyEvent', {}],
    ['treatyEvent', { id: '223-XK-signature', instrument: '223', country: 'XK', event: 'signature' }],
    ['treatyEvent', { event: 'invited', date: '2023-10', validUntil: '2028-10' }],
    ['treatyEvent', { event: 'invited', date: '2020-07-09', earliest: '2020-03-16', note: 'a list of news' }],
    ['legislationSurvey', {}],
    ['legislationSurvey', { states: 193, qualifier: 'about' }],
    ['legislationSurvey', { states: 158, of: undefined, perCent: undefined }],
    ['legislationSurvey', { states: undefined }],
    ['donorContribution', {}],
    ['donorContribution', { amount: undefined, currency: undefined, until: '2023' }],
    ['donorContribution', { currency: 'CAD', amountEur: 161 }],
    [
      'donorContribution',
      { donor: { name: 'Microsoft' }, kind: 'in_kind', amount: undefined, currency: undefined },
    ],
  ])('(%s) may be with %j', (kind, changes) => {
    expect(findings(kind, changes)).toEqual([]);
  });

  it.each<[FactKind, object, string]>([
    ['treatyEvent', { id: '189-GH-accession' }, 'identifier_differs /id'],
    ['treatyEvent', { country: 'GM' }, 'identifier_differs /id'],
    ['treatyEvent', { id: 'accession' }, 'bad_format /id'],
    ['treatyEvent', { instrument: '5' }, 'not_one_of /instrument'],
    ['treatyEvent', { id: '185-UK-accession', country: 'UK' }, 'unknown_country /country'],
    ['treatyEvent', { event: 'observer' }, 'not_one_of /event'],
    ['treatyEvent', { date: undefined }, 'missing /date'],
    ['treatyEvent', { earliest: '2018-12-04' }, 'ends_before_start /earliest'],
    ['treatyEvent', { validUntil: '2023-12-03' }, 'contradiction /validUntil'],
    ['treatyEvent', { event: 'invited', validUntil: '2018-12-03' }, 'ends_before_start /validUntil'],
    ['treatyEvent', { source: undefined }, 'missing /source'],
    ['treatyEvent', { certainty: undefined }, 'missing /certainty'],
    ['treatyEvent', { certainty: 'memory' }, 'not_one_of /certainty'],
    ['treatyEvent', { contact: 'Jane Doe' }, 'unknown_field /contact'],
    ['legislationSurvey', { states: 194 }, 'too_large /states'],
    ['legislationSurvey', { states: undefined, perCent: undefined }, 'missing /states'],
    ['legislationSurvey', { of: undefined }, 'missing /of'],
    ['legislationSurvey', { perCent: 101 }, 'too_large /perCent'],
    ['legislationSurvey', { measure: 'growth' }, 'not_one_of /measure'],
    ['donorContribution', { donor: {} }, 'contradiction /donor'],
    ['donorContribution', { donor: { country: 'JP', name: 'Japan' } }, 'contradiction /donor'],
    ['donorContribution', { until: '2021-08' }, 'ends_before_start /until'],
    ['donorContribution', { kind: 'in_kind' }, 'contradiction /amount'],
    ['donorContribution', { amount: undefined }, 'contradiction /currency'],
    ['donorContribution', { currency: undefined }, 'contradiction /currency'],
    ['donorContribution', { currency: 'euro' }, 'bad_format /currency'],
    ['donorContribution', { amount: 20.5 }, 'wrong_type /amount'],
    ['donorContribution', { amount: 0 }, 'too_small /amount'],
    ['donorContribution', { amountEur: 1 }, 'contradiction /amountEur'],
  ])('(%s) cannot be with %j', (kind, changes, finding) => {
    expect(findings(kind, changes)).toEqual([finding]);
  });

  it('of which only two days are known between which it was spans them, and its date what that leaves open', () => {
    expect(spanOf({ date: '2020-07-09', earliest: '2020-03-16' })).toEqual({
      from: '2020-03-16',
      to: '2020-07-09',
    });
    expect(spanOf({ date: '2020-02' })).toEqual({ from: '2020-02-01', to: '2020-02-29' });
    expect(spanOf({ date: '2020-02-03' })).toEqual({ from: '2020-02-03', to: '2020-02-03' });
  });
});

describe('what the office puts', () => {
  it('is told what is odd among the events of its country and instrument, and is kept all the same', async () => {
    const here = ports();
    const put = putFact(here);
    const first = await put('treatyEvent', anEvent.id, anEvent);
    expect(first).toMatchObject({ kept: anEvent, revision: 1, findings: [{ code: 'not_invited' }] });
    const invited = { ...anEvent, id: '185-GH-invited', event: 'invited', date: '2017' };
    expect((await put('treatyEvent', invited.id, invited)).findings).toEqual([]);
    expect(await put('treatyEvent', anEvent.id, anEvent)).toMatchObject({ revision: 2, findings: [] });
    // Its own former state is not beside it.
    const forced = { ...anEvent, id: '185-GH-in-force', event: 'entry_into_force', date: '2019-04-01' };
    await put('treatyEvent', forced.id, forced);
    expect((await put('treatyEvent', forced.id, { ...forced, date: '2019-05-01' })).findings).toEqual([]);
    await deleteFact(here)('treatyEvent', invited.id);
    expect((await put('treatyEvent', anEvent.id, anEvent)).findings).toMatchObject([{ code: 'not_invited' }]);
  });

  it('is held against one query of at most 100 places, and none where it is no treaty event', async () => {
    const here = ports();
    const asked: unknown[][] = [];
    const facts = {
      ...here.facts,
      async beginning(...given: Parameters<typeof here.facts.beginning>) {
        asked.push(given);
        return here.facts.beginning(...given);
      },
    } as typeof here.facts;
    await putFact({ ...here, facts })('treatyEvent', anEvent.id, anEvent);
    await putFact({ ...here, facts })('legislationSurvey', aSurvey.id, aSurvey);
    await putFact({ ...here, facts })('donorContribution', aContribution.id, aContribution);
    expect(asked).toEqual([['treatyEvent', '185-GH-', 100]]);
  });

  it('for a project that is not in the portfolio is refused', async () => {
    const here = ports();
    await putProject(here)('GLACY+', glacy);
    const put = (project: string) =>
      putFact(here)('donorContribution', aContribution.id, { ...aContribution, project });
    expect((await put('GLACY+')).findings).toEqual([]);
    await expect(put('Glacy +')).rejects.toMatchObject({
      problem: {
        code: 'refused',
        findings: [{ code: 'unknown_project', pointer: '/project' }],
      },
    });
    expect((await here.facts.get('donorContribution', aContribution.id))?.revision).toBe(1);
  });

  it('names a donor where no amount is known, and is told that it adds to no sum', async () => {
    const { amount: _amount, currency: _currency, ...named } = aContribution;
    const { findings: told } = await putFact(ports())('donorContribution', named.id, named);
    expect(told).toMatchObject([{ severity: 'warning', code: 'no_amount', pointer: '/amount' }]);
  });

  it('bears the id of its address, which it need not repeat', async () => {
    const here = ports();
    const { id, ...unnamed } = anEvent;
    expect((await putFact(here)('treatyEvent', id, unnamed)).kept).toEqual(anEvent);
    await expect(putFact(here)('treatyEvent', '185-GH-other', anEvent)).rejects.toMatchObject({
      problem: { findings: [{ code: 'identifier_differs', pointer: '/id' }] },
    });
    expect(await readFact(here)('treatyEvent', id)).toEqual({ revision: 1, held: anEvent });
    await expect(readFact(here)('treatyEvent', '../x')).rejects.toMatchObject({
      problem: { code: 'not-found' },
    });
  });
});
