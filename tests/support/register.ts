import type { Partner } from '../../shared/words/partner.ts';
import { isLongRun } from './long-run.ts';
import { startRegisterInMemory } from './register-in-memory.ts';
import { registerOn } from './register-on-engines.ts';
import { engines } from './stores-by-engine.ts';

/** A partner that may post for every project. */
export const somebody: Partner = { id: 'somebody', name: 'Somebody', office: false };

export type Register = Omit<ReturnType<typeof startRegisterInMemory>, 'stored'>;

/**
 * A register for the use cases: in memory, or, in a long run, with the real adapters on an engine, Amazon's own where
 * it is to be had. Scans come in pages of `rowsRead` rows.
 */
export async function startRegister({ rowsRead }: { rowsRead?: number } = {}): Promise<Register> {
  if (!isLongRun) return startRegisterInMemory({ rowsRead });
  const best = engines.findLast(({ skipped }) => !skipped);
  if (best === undefined) throw new Error('there is no engine');
  return registerOn(await best.start(), { rowsRead });
}

/** A portfolio of one project and one period. */
export const glacy = {
  names: { en: 'GLACY+', fr: 'GLACY+' },
  versions: [{ validFrom: '2016-03', start: '2016-03', end: '2024-02', source: 'a report' }],
};
export const period = { names: { en: '2020', fr: '2020' }, first: '2020-01', last: '2020-12' };

/** An activity that is accepted as it stands, where the portfolio has its project; `changes` replace fields. */
export const anActivity = (changes: Record<string, unknown> = {}) => ({
  reference: 'A-1',
  title: { en: 'Workshop on electronic evidence' },
  projects: ['GLACY+'],
  start: '2020-03-15',
  status: 'completed',
  mode: 'online',
  type: 'workshop',
  countries: [{ code: 'GH', role: 'beneficiary' }],
  ...changes,
});
