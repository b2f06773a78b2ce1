import { publish } from '../../shared/feed/publish.ts';
import { putPeriod, putProject } from '../../shared/intake/portfolio.ts';
import { signerOfTests } from '../support/signer-of-tests.ts';
import { bucketOn, keptOn, type Objects } from './bucket.ts';
import { base, daysKept, mostPages, pageBytes } from './process-ports.ts';
import { midnight, partners, periods, projects } from './sample-portfolio.ts';
import { noRows, type Rows, storesOn } from './stores.ts';
import { startTime } from './virtual-time.ts';

/** What a register stores and has published. */
export type Before = { rows: Rows; objects: Objects };

/** The same rows once more, to be changed by themselves. */
export const copyOf = (rows: Rows): Rows => ({
  revisions: new Map(rows.revisions),
  activities: new Map(rows.activities),
  contributions: new Map(rows.contributions),
  marks: new Map(rows.marks),
  divisions: new Map(rows.divisions),
  suspects: new Map(rows.suspects),
  publication: { ...rows.publication },
  retired: new Map(rows.retired),
  claims: new Map(rows.claims),
  spent: new Map(rows.spent),
  projects: new Map(rows.projects),
  periods: new Map(rows.periods),
  facts: new Map(rows.facts),
  letters: new Map(rows.letters),
});

/**
 * The register with its portfolio, published so many times, a day after the other: the same for every schedule, so
 * made once. A second snapshot leaves copies that no index lists, and whose time is over when a schedule begins.
 */
async function beginning(snapshots: number): Promise<Before> {
  const [rows, time] = [noRows(), startTime()];
  const stores = storesOn(rows, partners, time);
  const bucket = bucketOn(new Map(), () => undefined);
  let [ids, day] = [0, midnight - 7 * 86_400_000];
  const newId = () => {
    ids += 1;
    return `first-${ids}`;
  };
  const ports = {
    ...stores,
    bucket,
    kept: keptOn(bucket.objects, () => undefined),
    signers: [signerOfTests()],
    now: () => new Date(day),
    newToken: newId,
    base,
    daysKept,
    pageBytes,
    mostPages,
    contributions: {
      ...stores.contributions,
      async *ofMonth(month: string) {
        yield (await stores.contributions.page(month, '')).items;
      },
    },
    retirements: {
      ...stores.retirements,
      async *list() {
        yield await stores.retirements.page();
      },
    },
  };
  for (const period of periods) await putPeriod(ports)(period.id, period);
  for (const project of projects)
    await putProject(ports)(project.code, snapshots > 1 ? { ...project, aliases: ['Before'] } : project);
  for (let left = snapshots; left > 0; left -= 1) {
    if (left === 1) for (const project of projects) await putProject(ports)(project.code, project);
    await publish(ports)();
    day += 86_400_000;
  }
  return { rows, objects: bucket.objects };
}

/** The register before its first snapshot, and after two. */
export const unpublished = await beginning(0);
export const published = await beginning(2);
