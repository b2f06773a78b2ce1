import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RebuildPorts, rebuild } from '../../shared/recording/rebuild.ts';
import { makeBusy, rebuilt } from '../support/busy-register.ts';
import { everyPathIsAsIndexed, followIndex, withoutChanges } from '../support/published.ts';
import { anActivity, type Register, somebody, startRegister } from '../support/register.ts';

let register: Register;
let before: Record<string, string>;
/** The documents, but for the list of changes, which begins anew where a page of it or the index is lost. */
const documents = async () => withoutChanges((await followIndex(register)).contents);

beforeEach(async () => {
  register = await startRegister();
  await makeBusy(register);
  before = await documents();
});
afterEach(() => register.stop());

const derived = ['MONTH#', 'PUBLICATION', 'MARKS'];
/** All documents but some; what is kept for ever no rebuild makes anew. */
const besides = (path: string) => new RegExp(`^(?!${path}|log/|statements/|proof/|vintages/[^/]+/)`);
const untold = () => () => undefined;

describe('a rebuild', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['nothing is wrong', async () => undefined],
    ['the publication record is lost', () => register.loseRows('PUBLICATION')],
    ['every derived row is lost', () => register.loseRows(...derived)],
    ['the index is lost', () => register.loseDocuments(/^index\.json$/)],
    ['the documents are lost, and the index is there', () => register.loseDocuments(besides('index\\.json'))],
    ['some unchanging copies are lost', () => register.loseDocuments(/^immutable\/[0-7]/)],
    [
      'everything derived is lost, row and document',
      () => register.loseRows(...derived).then(() => register.loseDocuments(besides('nothing'))),
    ],
  ])('gives the same documents to the byte, but for stamps, where %s', async (_, damage) => {
    await damage();
    await rebuilt(register);
    expect(await documents()).toEqual(before);
    await everyPathIsAsIndexed(register);
    expect((await register.publish()).snapshot).toBeUndefined();
  });

  it('publishes nothing where nothing was wrong', async () => {
    const { snapshot } = await followIndex(register);
    expect(await rebuilt(register)).toEqual({ activities: 8, months: 8, strayRows: 0, lostDocuments: 0 });
    expect((await followIndex(register)).snapshot).toBe(snapshot);
  });

  it('takes away what is lost of an activity whose month was emptied while there was no index', async () => {
    await register.loseDocuments(/^index\.json$/);
    await register.withdraw(somebody, 'desk');
    await register.recordAll();
    await rebuilt(register);
    expect((await register.read('month', 'activities/2021-01.json')).activities).toEqual([]);
    expect((await followIndex(register)).contents.has('activities/2021-01.json')).toBe(false);
  });

  it('never makes the aggregator publish a part as the whole, whenever it runs in between', async () => {
    await register.loseRows('MONTH#');
    const spied = afterEachCall(register.ports, async () => {
      await register.publish();
      expect(await documents()).toEqual(before);
    });
    await rebuild(spied)(untold);
    await rebuilt(register);
    expect(await documents()).toEqual(before);
  });

  it('loses nothing of what is recorded in between', async () => {
    await register.loseRows('MONTH#');
    let calls = 0;
    const spied = afterEachCall(register.ports, async () => {
      calls += 1;
      const changes = { reference: `new-${calls % 9}`, start: `2020-0${(calls % 7) + 1}`, units: calls };
      await register.submit(somebody, anActivity(changes));
      await register.submit(somebody, anActivity({ reference: 'moved', start: changes.start, units: calls }));
      await register.recordAll();
    });
    await rebuild(spied)(untold);
    await rebuilt(register);
    const { allTime } = await register.read('metrics', 'metrics.json');
    // Of the eight ways, one was withdrawn and one cancelled; nine new references were made.
    expect(allTime.activities.value).toBe(6 + 9);
    const stored = await Promise.all(
      Array.from({ length: 9 }, (_, at) => register.ports.activities.get('somebody', `new-${at}`)),
    );
    const units = stored.reduce((sum, each) => sum + (each?.activity?.units ?? 0), calls);
    // plain 1, replaced 4, restored, restricted and desk 1 each.
    expect(allTime.units.value).toBe(units + 8);
  });
});

/** The same ports, with something done after every call that a rebuild makes. */
function afterEachCall(ports: RebuildPorts, done: () => Promise<void>): RebuildPorts {
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, method) => {
        const original = Reflect.get(target, method);
        if (typeof original !== 'function') return original;
        return (...given: unknown[]) => {
          const answer: unknown = original.apply(target, given);
          return answer instanceof Promise ? answer.then((value) => inTurn(done).then(() => value)) : answer;
        };
      },
    });
  const { repairs, marks, publications } = ports;
  return {
    ...ports,
    repairs: wrap(repairs),
    marks: wrap(marks),
    publications: wrap(publications),
  };
}

let turn: Promise<void> = Promise.resolve();
/** Several calls are under way at once; what is done after each is done one by one. */
function inTurn(work: () => Promise<void>): Promise<void> {
  turn = turn.then(work);
  return turn;
}
