import { publish } from '../../shared/feed/publish.ts';
import { everyDocument } from '../../shared/feed/years.ts';
import { putPeriod, putProject } from '../../shared/intake/portfolio.ts';
import { followChanges } from '../../shared/readers/follow-changes.ts';
import { record } from '../../shared/recording/record.ts';
import { activity } from '../../shared/words/activity.ts';
import { contributionTo } from '../../shared/words/public-record.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { storedAs } from '../simulation/bucket.ts';
import { heldIn } from '../simulation/stores.ts';
import { withoutChanges } from './published.ts';
import { anActivity, glacy, period } from './register.ts';
import { nothingStored, type Ports, portsOn, type Stored } from './register-in-memory.ts';

let ids = 0;
/** A submission that was accepted: of an activity that starts then, or of none (it is withdrawn). */
export function submission(
  reference: string,
  revision: number,
  start: string | undefined,
  units = 1,
): Submission {
  ids += 1;
  const accepted = {
    schema: 1 as const,
    id: `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`,
    partner: 'somebody',
    reference,
    revision,
    acceptedAt: '2026-11-20T12:00:00.000Z',
  };
  if (start === undefined) return { ...accepted, operation: 'withdraw' };
  return { ...accepted, operation: 'put', activity: activity.parse(anActivity({ reference, start, units })) };
}

/** Publishes until nothing is marked. */
export async function publishAll(ports: Ports): Promise<void> {
  do await publish(ports)();
  while ((await ports.marks.list()).length > 0);
}

/** The documents as a reader who follows the index finds them; throws where anything is not what the index says. */
export async function published({ bucket }: Pick<Ports, 'bucket'>): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  const found = await bucket.index();
  for await (const { path, immutable, sha256 } of everyDocument(bucket, found?.index ?? { documents: [] }))
    for (const place of [path, immutable]) {
      const bytes = await bucket.read(place);
      if (bytes === undefined || storedAs(bytes).hash !== sha256)
        throw new Error(`${place} is not what the index says`);
      contents.set(path, Buffer.from(bytes).toString());
    }
  return contents;
}

/** What a reader holds who follows the list of changes from its beginning: the revision of every activity. */
export function followed(contents: ReadonlyMap<string, string>): Record<string, number> {
  const following = followChanges();
  const pages = [...contents].flatMap(([path, text]) =>
    path.startsWith('changes/') ? [JSON.parse(text)] : [],
  );
  for (const { changes } of pages.sort((one, other) => one.first - other.first))
    for (const change of changes) following.take(change);
  const faults = following.faults();
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return Object.fromEntries([...following.activities].map(([id, { revision }]) => [id, revision]).sort());
}

/** The revision of every activity that the documents of the months list. */
export function listed(contents: ReadonlyMap<string, string>): Record<string, number> {
  const months = [...contents].filter(([path]) => /^activities\/.*\.json$/.test(path));
  const all: { id: string; revision: number }[] = months.flatMap(([, text]) => JSON.parse(text).activities);
  return Object.fromEntries(all.map(({ id, revision }) => [id, revision] as const).sort());
}

/** What should be published of the activities, told from them alone. */
export async function fromScratch({ rows }: Stored): Promise<Record<string, string>> {
  const stored = nothingStored();
  const ports = portsOn(stored, 100);
  for (const project of heldIn(rows.projects)) await ports.portfolio.replaceProject(project.code, 0, project);
  for (const each of heldIn(rows.periods)) await ports.portfolio.replacePeriod(each.id, 0, each);
  for (const each of rows.activities.values())
    for (const month of each.months) {
      await ports.contributions.write(month, contributionTo(month, each));
      await ports.marks.put({ subject: month, token: 'token' });
    }
  await publishAll(ports);
  return withoutChanges(await published(ports));
}

/** A published register: activities that moved, were withdrawn, are in a month of several. */
export async function busy(): Promise<Stored> {
  const stored = nothingStored();
  const ports = portsOn(stored, 2);
  await putProject(ports)('GLACY+', glacy);
  await putPeriod(ports)('2020', period);
  for (const [reference, ...starts] of [
    ['a', '2020-01', '2020-02'],
    ['b', '2020-02'],
    ['c', '2020-02', '2020-03', undefined],
    ['d', '2020-04'],
  ] as const)
    for (const [at, start] of starts.entries()) await record(ports)(submission(reference, at + 1, start));
  await publishAll(ports);
  return stored;
}

/** What a rebuild is to leave: what the aggregator works from. */
export const derived = ({ rows, rebuild: { progress } }: Stored) => ({
  contributions: [...rows.contributions]
    .flatMap(([month, own]) =>
      [...own].map(([key, history]) => [`${month}#${key}`, history.at(-1)?.row] as const),
    )
    .sort(),
  divisions: [...rows.divisions].sort(),
  marks: [...rows.marks.keys()].sort(),
  publication: { ...rows.publication.state, version: 0 },
  progress,
});
