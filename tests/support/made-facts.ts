// One fact of each kind, as its schema gives it.

export const anEvent = {
  id: '185-GH-accession',
  instrument: '185' as const,
  country: 'GH',
  event: 'accession' as const,
  date: '2018-12-03',
  source: 'made up',
  certainty: 'stated' as const,
};
export const aSurvey = {
  id: '2020-02-substantive-law',
  date: '2020-02',
  measure: 'substantive_law' as const,
  states: 106,
  qualifier: 'exact' as const,
  of: 193,
  perCent: 55,
  source: 'made up',
  certainty: 'stated' as const,
};
export const aContribution = {
  id: 'japan-2021-09',
  donor: { country: 'JP' },
  date: '2021-09-21',
  kind: 'money' as const,
  amount: 2_000_000,
  currency: 'EUR',
  source: 'made up',
  certainty: 'stated' as const,
};
