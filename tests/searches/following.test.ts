import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/feed/entry.ts';
import { everyDocument } from '../../shared/feed/years.ts';
import { mirror } from '../../shared/readers/mirror.ts';
import { verify } from '../../shared/readers/verify.ts';
import { randomFrom } from '../simulation/random.ts';
import { rebuilt } from '../support/busy-register.ts';
import { copyFeed } from '../support/feed-copy.ts';
import { activitiesIn, memoryMirror, memorySource } from '../support/memory-mirror.ts';
import { anActivity, type Register, somebody, startRegister } from '../support/register.ts';

const seed = Number(process.env.FOLLOW_SEED ?? Math.floor(Math.random() * 2 ** 31));
const rounds = 12;
let register: Register;
beforeAll(async () => {
  register = await startRegister();
});
afterAll(() => register.stop());

const random = randomFrom(seed);
const among = <Item>(...items: Item[]): Item => items[random.below(items.length)] as Item;
const month = () => `${among('2019', '2020', '2021')}-${among('01', '02', '07', '12')}`;

/** One thing that somebody may do to a register, with whatever comes of it. */
async function doSomething(): Promise<void> {
  const reference = `A-${random.below(9)}`;
  const kind = random.below(12);
  if (kind < 7) {
    const start = among(month(), `${month()}-0${random.below(9) + 1}`);
    await register.submit(
      somebody,
      anActivity({
        reference,
        start,
        projects: among(['GLACY+'], ['Octopus Project'], ['GLACY+', 'Octopus Project']),
        status: among('planned', 'ongoing', 'completed', 'cancelled', 'postponed'),
        mode: among('online', 'in_person', 'desk'),
        units: random.below(5) + 1,
        countries: among([], [{ code: 'GH', role: 'beneficiary' }], [{ code: 'XK', role: 'participant' }]),
        visibility: among('public', 'public', 'restricted'),
        ...(random.chance(0.5) ? { participants: { count: random.below(90), qualifier: 'about' } } : {}),
      }),
    );
  } else if (kind < 9) {
    const known = (await register.ports.revisions.newest(somebody.id, reference)) !== undefined;
    if (known) await register.withdraw(somebody, reference);
  } else if (kind < 10) {
    const id = among('one', 'two');
    const [first, last] = [month(), month()].sort();
    await register.putPeriod(id, { names: { en: id, fr: id }, first, last });
  } else await putProjects();
}

async function putProjects(): Promise<void> {
  for (const code of ['GLACY+', 'Octopus Project'])
    await register.putProject(code, {
      names: { en: code, fr: code },
      versions: [
        {
          validFrom: '2016',
          start: month(),
          source: 'a report',
          ...(random.chance(0.5) ? { budget: { amount: random.below(1e9), currency: 'EUR' } } : {}),
        },
      ],
      countries: [{ code: 'GH', priority: random.chance(0.5), from: month() }],
    });
}

/** Something that should not happen to a feed, and may: its index is lost, or a month is, or it is rebuilt. */
async function haveAnAccident(): Promise<void> {
  const accident = random.below(8);
  if (accident === 0) {
    await register.loseDocuments(/^index\.json$/);
  }
  if (accident === 1) {
    const { bucket } = register.ports;
    const { documents = [] } = (await bucket.index())?.index ?? {};
    const all: Entry[] = [];
    for await (const entry of everyDocument(bucket, { documents })) all.push(entry);
    const months = all.filter(({ path }) => /^activities\/[\d-]+\.json$/.test(path));
    const lost = months.slice(0, 2).flatMap(({ path, immutable }) => [path, immutable]);
    await register.loseDocuments(new RegExp(`^(?:${lost.join('|')})$`));
  }
  if (accident < 3) await rebuilt(register);
}

describe(`whatever is done to a register (FOLLOW_SEED=${seed})`, () => {
  it('publishes what verify finds to be right, and mirrors of every age can follow', {
    timeout: 180_000,
  }, async () => {
    const mirrors: ReturnType<typeof memoryMirror>[] = [];
    await putProjects();
    for (let round = 1; round <= rounds; round += 1) {
      register.at(new Date(Date.UTC(2026, 10, 20, 12, round)).toISOString());
      for (let times = random.below(8); times > 0; times -= 1) await doSomething();
      await register.recordAll();
      await haveAnAccident();
      await register.publish();
      const { bucket, kept } = register.ports;
      const { rows } = await verify(
        async (path) => (await bucket.read(path)) ?? (await kept.read(path))?.bytes,
      );
      expect(
        rows.filter(({ ok }) => !ok),
        `round ${round}`,
      ).toEqual([]);
      const feed = await copyFeed(register.ports);
      mirrors.push(memoryMirror());
      for (const [age, each] of mirrors.entries()) {
        if (age !== mirrors.length - 1 && random.chance(0.5)) continue;
        await mirror({ source: memorySource(feed).source, store: each.store })();
        expect(each.held, `round ${round}, mirror ${age}`).toEqual(activitiesIn(feed));
      }
    }
  });
});
