import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { type Client, createClient, ProblemError } from '../../client/src/client.ts';
import { Refusal } from '../../local/refusal.ts';
import { metrics } from '../../shared/feed/documents.ts';
import { activity } from '../../shared/words/activity.ts';
import { period } from '../../shared/words/period.ts';
import { project } from '../../shared/words/project.ts';
import { headlineTable } from '../headline-table.ts';
import type { Progress } from '../progress.ts';
import activities from './activities.json' with { type: 'json' };
import periods from './periods.json' with { type: 'json' };
import projects from './projects.json' with { type: 'json' };

const sampleActivity = z.strictObject({ source: z.string(), note: z.string().optional(), activity });

/**
 * The sample beside this file: the portfolio of C-PROC, its reporting periods, and real activities, each with the
 * source it was read from and a note where that source is irregular. Throws where a file breaks its schema.
 */
export const readSample = () => ({
  projects: z.array(project).parse(projects),
  periods: z.array(period).parse(periods),
  activities: z.array(sampleActivity).parse(activities),
});

/** The id of the partner that posts the activities which a project leads: "GLACY+" gives "glacy-plus". */
export const partnerOf = (projectCode: string): string =>
  projectCode
    .toLowerCase()
    .replaceAll('+', '-plus')
    .replaceAll('@', '-at-')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

type NewPartner = { id: string; name: string; projects?: string[]; office?: boolean };
type Sample = ReturnType<typeof readSample>;

/**
 * What loading needs: the register's `url` and data folder; `addPartner`, which registers a partner (or gives a
 * registered one a new key) and returns the key; `publishNow`, which ends after one whole run of the aggregator;
 * `write`, which takes text as it is.
 */
type Loading = {
  url: string;
  dataFolder: string;
  addPartner(partner: NewPartner): Promise<string>;
  publishNow(): Promise<unknown>;
  progress: Progress;
  write(text: string): void;
};

const inFlight = 8;
const shownPeriod = '2019-10_2020-09';

/**
 * Loads the sample through the HTTP API, as the office and one partner per leading project, publishes, and prints
 * the headline figures of October 2019 - September 2020, a key to play with and the addresses. Loads nothing
 * where the data folder says that it was done; safe to repeat after an interruption, as an activity keeps its
 * reference. Throws a Refusal with the findings if an item is refused.
 */
export async function loadSample(loading: Loading): Promise<void> {
  const { url, dataFolder, addPartner, publishNow, write } = loading;
  const marker = join(dataFolder, 'sample.json');
  if (existsSync(marker)) {
    write(`The sample is loaded.\n\n${addresses(url)}\n${rotation(dataFolder)}`);
    return;
  }
  const sample = readSample();
  await putPortfolio(loading, sample);
  await postActivities(loading, sample);
  await publishNow();
  write(`\n${await headlineFigures(url)}\n${addresses(url)}\n`);
  const key = await addPartner({ id: 'playground', name: 'Playground' });
  write(`A partner key to play with:\n  ${key}\n${example(url, key)}\n`);
  writeFileSync(marker, `${JSON.stringify({ activities: sample.activities.length })}\n`);
}

async function putPortfolio(
  { url, addPartner, write }: Loading,
  { projects, periods }: Sample,
): Promise<void> {
  const name = 'Cybercrime Programme Office of the Council of Europe (C-PROC)';
  const key = await addPartner({ id: 'coe-office', name, office: true });
  const office = createClient({ base: url, key });
  for (const project of projects) await orRefusal(office.putProject(project));
  for (const period of periods) await orRefusal(office.putPeriod(period));
  write(`${projects.length} projects and ${periods.length} reporting periods are in the portfolio.\n`);
}

async function postActivities(loading: Loading, { activities }: Sample): Promise<void> {
  const { url, addPartner, progress, write } = loading;
  const leads = new Set(activities.flatMap(({ activity }) => activity.projects.slice(0, 1)));
  const clients = new Map<string | undefined, Client>();
  for (const code of leads) {
    const name = `Project team of ${code}`;
    const key = await addPartner({ id: partnerOf(code), name, projects: [code] });
    clients.set(code, createClient({ base: url, key }));
  }
  const step = progress('Posting real activities', activities.length);
  let warnings = 0;
  await inParallel(activities, inFlight, async ({ activity }) => {
    const client = clients.get(activity.projects[0]);
    if (client === undefined) throw new Error(`${activity.reference} has no partner`);
    const { submission, findings } = await orRefusal(client.submit(activity));
    const { status } = await orRefusal(client.outcome(submission));
    if (status !== 'applied' && status !== 'superseded')
      throw new Refusal(`${activity.reference} ended as ${status}`);
    warnings += findings.length;
    step();
  });
  write(`${activities.length} activities by ${leads.size} partners are applied (${warnings} warnings).\n`);
}

/** What a call gives; a problem becomes a Refusal with one line per finding. */
const orRefusal = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    const { detail, findings = [] } = error.problem;
    const lines = findings.map((each) => `  ${each.severity} ${each.code} ${each.pointer} ${each.detail}`);
    throw new Refusal([`The register answers ${error.problem.status}: ${detail}`, ...lines].join('\n'));
  });

/** Does `work` for every item, `width` at a time. After a failure nothing new is begun; the first one is thrown. */
async function inParallel<Item>(
  items: Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of queue) {
      if (failures.length > 0) return;
      await work(item).catch((failure: unknown) => failures.push(failure));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
}

async function headlineFigures(url: string): Promise<string> {
  const answer = await fetch(new URL('/feed/metrics.json', url));
  if (!answer.ok) throw new Refusal(`/feed/metrics.json answers ${answer.status} after a publication`);
  const { periods } = metrics.parse(await answer.json());
  const period = periods.find(({ id }) => id === shownPeriod);
  if (period === undefined) throw new Refusal(`the published metrics lack the period ${shownPeriod}`);
  return `${period.names.en}\n${headlineTable(period.figures)}\n`;
}

const addresses = (url: string): string =>
  [
    `feed     ${new URL('/feed/index.json', url)} (every document), ${new URL('/feed/feed.json', url)} (JSON Feed)`,
    `metrics  ${new URL('/feed/metrics.json', url)}`,
    `API      ${new URL('/v1/', url)}`,
    '',
  ].join('\n');

const rotation = (dataFolder: string): string => {
  const option = resolve(dataFolder) === resolve('.register') ? '' : ` --data '${dataFolder}'`;
  return `The key of the partner "playground" was printed once, when the sample was loaded. For a new one:\n  npx register partner rotate playground${option}\n`;
};

function example(url: string, key: string): string {
  const activity = {
    reference: 'my-first-1',
    title: { en: 'My first webinar' },
    projects: ['GLACY+'],
    start: '2020-09-30',
    status: 'completed',
    mode: 'online',
    type: 'webinar',
    countries: [{ code: 'FJ', role: 'beneficiary' }],
  };
  return [
    'To post an activity of that period, which the next publication counts:',
    `  curl -i ${new URL('/v1/activities', url)} -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${JSON.stringify(activity)}'`,
  ].join('\n');
}
