import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { rebuild } from '../../shared/recording/rebuild.ts';
import { record } from '../../shared/recording/record.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { loseObjects, loseYears, storedAs } from '../simulation/bucket.ts';
import { isKept } from '../simulation/oracle-log.ts';
import {
  followed,
  fromScratch,
  listed,
  publishAll,
  published,
  submission,
} from '../support/derived-in-memory.ts';
import { around, isKilled, killedAt } from '../support/killed.ts';
import { withoutChanges } from '../support/published.ts';
import { copyOf, nothingStored, portsOn, type Stored } from '../support/register-in-memory.ts';

const untold = () => () => undefined;
const months = ['2020-01', '2020-02', '2020-03', '2021-07'];
const references = ['a', 'b', 'c', 'd'];

const aMonth = fc.constantFrom(...months);
const aReference = fc.constantFrom(...references);
const submitted = {
  reference: aReference,
  start: fc.option(aMonth, { nil: undefined, freq: 4 }),
  units: fc.integer({ min: 1, max: 9 }),
};
const somewhere = fc.nat({ max: 200 });
const aDamage = fc.oneof(
  fc.record({
    kind: fc.constantFrom('lost row', 'row that says something else', 'newer row'),
    at: somewhere,
  }),
  fc.record({ kind: fc.constant('stray row'), month: aMonth, reference: aReference }),
  fc.record({ kind: fc.constantFrom('lost sums', 'lost object', 'damaged object'), at: somewhere }),
  fc.record({ kind: fc.constantFrom('no rows', 'no years', 'no index', 'no publication record') }),
);
type Damage = { kind: string; at?: number; month?: string; reference?: string };

const pick = <Item>(items: readonly Item[], at = 0): Item | undefined => items[at % items.length];

/** Damages what is derived, as no use case would. */
function damage({ rows, objects }: Stored, { kind, at, month = '', reference = '' }: Damage): void {
  const all = [...rows.contributions].flatMap(([inMonth, own]) =>
    [...own.keys()].map((key) => [inMonth, key]),
  );
  const [inMonth = '', key = ''] = pick(all, at) ?? [];
  const own = rows.contributions.get(inMonth);
  const row = own?.get(key)?.at(-1)?.row;
  // What is kept for ever no rebuild can make anew.
  const documents = [...objects.keys()].filter((each) => !isKept(each));
  const path = pick(documents, at) ?? '';
  switch (kind) {
    case 'lost row':
      return void own?.delete(key);
    case 'row that says something else':
      return void (row && own?.set(key, [{ at: 0, row: { ...row, record: undefined } }]));
    case 'newer row':
      return void (row && own?.set(key, [{ at: 0, row: { ...row, revision: 50 } }]));
    case 'stray row': {
      const stray = { schema: 2 as const, partner: 'somebody', reference, revision: 60 };
      const found = rows.contributions.get(month) ?? new Map();
      return void rows.contributions.set(month, found.set(`somebody#${reference}`, [{ at: 0, row: stray }]));
    }
    case 'lost sums':
      return void loseObjects(objects, /^years\.json$/);
    case 'lost object':
      return void objects.delete(path);
    case 'damaged object':
      return void (path !== '' && path !== 'index.json' && objects.set(path, storedAs(new Uint8Array([1]))));
    case 'no rows':
      return void rows.contributions.clear();
    case 'no years':
      return void loseYears(objects);
    case 'no index':
      return void objects.delete('index.json');
    default:
      rows.publication.state = undefined;
  }
}

describe('a rebuild beside a register that works, damaged, killed and resumed at any time', () => {
  it('ends with exactly what the stored activities say', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record(submitted), { maxLength: 8 }),
        fc.array(aDamage, { maxLength: 5 }),
        fc.array(fc.record({ ...submitted, at: somewhere, later: fc.nat({ max: 20 }) }), { maxLength: 4 }),
        fc.array(somewhere, { maxLength: 2 }),
        fc.array(fc.integer({ min: 4, max: 60 }), { maxLength: 4 }),
        async (before, damages, beside, publishing, kills) => {
          const stored = nothingStored();
          const ports = portsOn(stored, 2);
          const revisions = new Map<string, number>();
          const accepted = ({ reference, start, units }: (typeof before)[number]): Submission => {
            const revision = (revisions.get(reference) ?? 0) + 1;
            revisions.set(reference, revision);
            return submission(reference, revision, start, units);
          };
          for (const each of before) await record(ports)(accepted(each));
          await publishAll(ports);
          for (const each of damages) damage(stored, each);

          /** What the register does meanwhile: a recorder that writes an activity, and some calls later the rest. */
          const events = new Map<number, (() => Promise<unknown>)[]>();
          const on = (at: number, event: () => Promise<unknown>) =>
            events.set(at, [...(events.get(at) ?? []), event]);
          for (const { at, later, ...rest } of beside) {
            const each = accepted(rest);
            on(at, () => ports.activities.apply(each, '2026-11-20T12:00:00.000Z'));
            on(at + later, () => record(ports)(each));
          }
          // Before everything is mended it may find that it cannot publish; then it says so, and publishes nothing.
          for (const at of publishing) on(at, () => publish(ports)().catch(() => undefined));
          let calls = 0;
          let happened: Promise<unknown> = Promise.resolve();
          const happen = () => {
            const due = events.get(calls) ?? [];
            events.delete(calls);
            calls += 1;
            for (const event of due) happened = happened.then(event);
            return happened;
          };

          for (const nth of [...kills, Number.POSITIVE_INFINITY]) {
            const dying = killedAt(nth, nth % 2 === 0 ? 'before' : 'after');
            const meanwhile = (call: string, effect: () => Promise<unknown>) =>
              dying(call, async () => {
                await happen();
                return effect();
              });
            await isKilled(rebuild(around(ports, meanwhile))(untold));
            await happened;
          }
          while (events.size > 0) await happen();
          await publishAll(ports);
          const contents = await published(ports);
          expect(withoutChanges(contents)).toEqual(await fromScratch(stored));
          // What is published while it is damaged may list an activity twice, and the list of changes says so.
          if (publishing.length === 0) expect(followed(contents)).toEqual(listed(contents));
          expect(stored.rebuild.progress).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a recorder that finds a stray row in its way', () => {
  it.each([
    ['an activity that is new', 1],
    ['a revision of one that is there', 2],
  ])('has %s in its month in the end, whenever it came and the rebuild was killed', async (_, revision) => {
    const start = nothingStored();
    for (const reference of ['a', 'b'])
      for (let each = 1; each < revision; each += 1)
        await record(portsOn(start, 2))(submission(reference, each, '2020-02'));
    for (const month of ['2020-01', '2020-02']) damage(start, { kind: 'stray row', month, reference: 'a' });
    const coming = submission('a', revision, '2020-01', 5);
    const calls: string[] = [];
    const counting = killedAt(Number.POSITIVE_INFINITY, 'after', calls);
    await rebuild(around(portsOn(copyOf(start), 2), counting))(untold);
    for (let came = 1; came <= calls.length; came += 1)
      for (let killed = came; killed <= calls.length; killed += 1) {
        const stored = copyOf(start);
        let at = 0;
        const dying = killedAt(killed, 'after');
        const meanwhile = (call: string, effect: () => Promise<unknown>) =>
          dying(call, async () => {
            at += 1;
            if (at === came) await record(portsOn(stored, 2))(coming);
            return effect();
          });
        await isKilled(rebuild(around(portsOn(stored, 2), meanwhile))(untold));
        await rebuild(portsOn(stored, 2))(untold);
        const rows = stored.rows.contributions.get('2020-01');
        expect(rows?.get('somebody#a')?.at(-1)?.row).toMatchObject({ revision, record: { units: 5 } });
      }
  });
});
