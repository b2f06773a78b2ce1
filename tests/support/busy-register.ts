import { rebuild } from '../../shared/recording/rebuild.ts';
import { anActivity, glacy, period, type Register, somebody } from './register.ts';

/** The ways of activities that a busy register has seen, each as a list of what was submitted under one reference. */
export const ways: Record<string, (Record<string, unknown> | 'withdraw')[]> = {
  plain: [{ start: '2020-01' }],
  replaced: [
    { start: '2020-01', units: 1 },
    { start: '2020-01', units: 4 },
  ],
  moved: [{ start: '2020-02' }, { start: '2020-05' }, { start: '2020-02', units: 2 }, { start: '2020-07' }],
  withdrawn: [{ start: '2020-03' }, 'withdraw'],
  restored: [
    { start: '2020-04' },
    'withdraw',
    { start: '2020-06', participants: { count: 9, qualifier: 'about' } },
  ],
  cancelled: [{ start: '2020-05', status: 'cancelled' }],
  restricted: [{ start: '2020-05', visibility: 'restricted', title: { en: 'Not for everybody' } }],
  desk: [{ start: '2021-01', mode: 'desk', type: 'desk_study', countries: [], groups: ['CARICOM'] }],
};

/** Fills a register with activities that moved, were withdrawn and restored, and publishes it. */
export async function makeBusy(register: Register): Promise<void> {
  await register.putProject('GLACY+', glacy);
  await register.putPeriod('2020', period);
  for (const [reference, way] of Object.entries(ways))
    for (const changes of way)
      await (changes === 'withdraw'
        ? register.withdraw(somebody, reference)
        : register.submit(somebody, anActivity({ reference, ...changes })));
  await register.recordAll();
  await register.publish();
}

/** Rebuilds a register and publishes until nothing is marked. */
export async function rebuilt(register: Pick<Register, 'ports' | 'publish'>) {
  const outcome = await rebuild(register.ports)(() => () => undefined);
  do await register.publish();
  while ((await register.ports.marks.list()).length > 0);
  return outcome;
}
