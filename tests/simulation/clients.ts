import type { Project } from '../../shared/words/project.ts';
import type { Attempt, ClientLog, Walk } from './client-log.ts';
import { drawRequest, rivalOf } from './draw-request.ts';
import type { Answer, Gateway, Request } from './gateway.ts';
import { perMinute } from './process-ports.ts';
import type { Random } from './random.ts';
import { laterPeriods, periods, projects } from './sample-portfolio.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Clients = {
  gateway: Gateway;
  time: VirtualTime;
  random: Random;
  now: () => Date;
  log: ClientLog;
};

/** How long a client waits at most for what an answer tells it to wait for, in seconds. */
const mostPatience = 30;

const lacksItems = (answer: Answer) =>
  Array.isArray(answer?.body.outcomes) && answer.body.outcomes.some(({ status }) => status === 503);

/** Whether the same request again may get another answer. Only with a key can a batch be repeated as it is. */
const worthAnotherTry = (answer: Answer, { headers }: Request) =>
  answer === undefined ||
  answer.status >= 500 ||
  [409, 429].includes(answer.status) ||
  (headers?.['idempotency-key'] !== undefined && lacksItems(answer));

/** Makes a request and, where another answer may come, the same again, up to `tries` times. */
export async function insist(
  { gateway, time, now, log }: Omit<Clients, 'random'>,
  partner: string,
  request: Request,
  tries: number,
  pause: () => number,
): Promise<Answer> {
  for (let left = tries; ; left -= 1) {
    log.moments += 1;
    const attempt: Attempt = {
      partner,
      request,
      asked: log.moments,
      askedAt: now().getTime(),
      answered: undefined,
      answeredAt: undefined,
      answer: undefined,
    };
    log.attempts.push(attempt);
    const answer = await gateway.request(partner, request);
    log.moments += 1;
    Object.assign(attempt, { answer, answered: log.moments, answeredAt: now().getTime() });
    if (left <= 1 || !worthAnotherTry(answer, request)) return answer;
    const told = Number(answer?.headers['retry-after'] ?? 0);
    await time.sleep(Math.min(told, mostPatience) * 1_000 + pause());
  }
}

/**
 * A partner at work: up to so many requests, most of them waited for, some sent before the answer to the last. What
 * has a key is sometimes sent twice at once; what has a precondition often has a rival with the same.
 */
export async function work(clients: Clients, partner: string, most: number): Promise<void> {
  const { time, random, log } = clients;
  const pause = () => random.next() * 3_000;
  for (let left = 1 + random.below(most); left > 0; left -= 1) {
    await time.sleep(random.chance(0.5) ? random.next() * 300 : random.next() * 12_000);
    const request = drawRequest(random, log, partner);
    const keyed = request.headers?.['idempotency-key'] !== undefined;
    const done = insist(clients, partner, request, (keyed ? 2 : 1) + random.below(4), pause);
    const again = (next: Request, delay: number) =>
      time.after(delay, () => void insist(clients, partner, next, 1 + random.below(3), pause));
    if (keyed && random.chance(0.3)) again(request, random.next() * 1_500);
    if (request.headers?.['if-match'] !== undefined && random.chance(0.6))
      again(rivalOf(request, random), random.next() * 100);
    if (!random.chance(0.25)) await done;
  }
}

/** Reads the list of a partner from the first page to the last, in no hurry. */
export async function walk(clients: Clients, partner: string): Promise<void> {
  const { time, random, log } = clients;
  const limit = String(1 + random.below(2));
  log.moments += 1;
  const began = log.moments;
  const rows: Walk['rows'] = [];
  for (let cursor: Record<string, string> | undefined = {}; cursor !== undefined; ) {
    const request = { operation: 'listActivities', query: { limit, ...cursor } };
    const answer = await insist(clients, partner, request, 3, () => random.next() * 3_000);
    if (answer?.status !== 200) return;
    const { activities, next } = answer.body as {
      activities: { activity: { reference: string }; submission: string }[];
      next?: string;
    };
    for (const { activity, submission } of activities) rows.push({ ...activity, submission });
    cursor = next === undefined ? undefined : { cursor: next };
    if (cursor !== undefined) await time.sleep(random.next() * 6_000);
  }
  log.moments += 1;
  log.walks.push({ partner, began, ended: log.moments, rows });
}

/** A partner that asks more in a second or two than it may in a minute, some of it in batches. */
export function flood(clients: Clients, partner: string): void {
  const { time, random } = clients;
  const asked = { operation: 'getSubmission', parameters: { id: 'none' } };
  const tried = { operation: 'postBatch', query: { dryRun: 'true' }, body: [{}, {}, {}, {}] };
  for (let left = perMinute + 5; left > 0; left -= 1)
    time.after(
      random.next() * 2_000,
      () => void insist(clients, partner, random.chance(0.1) ? tried : asked, 1, () => 0),
    );
}

/**
 * The office changes its portfolio, up to four times, one after the other: projects and periods are put, changed,
 * deleted and put again. It insists until it is told that each is done.
 */
export async function keepPortfolio(clients: Clients): Promise<void> {
  const { time, random } = clients;
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    await time.sleep(random.next() * 20_000);
    const pause = () => random.next() * 20_000;
    await insist(clients, 'office', drawPortfolioRequest(random), Number.POSITIVE_INFINITY, pause);
  }
}

function drawPortfolioRequest(random: Random): Request {
  const kind = random.below(4);
  if (kind === 0) {
    const project = random.pick(projects);
    const changed = random.chance(0.5) ? project : withTwiceTheBudget(project);
    return { operation: 'putProject', parameters: { code: project.code }, body: changed };
  }
  if (kind === 1) return { operation: 'deleteProject', parameters: { code: random.pick(projects).code } };
  const period = random.pick([...periods, ...laterPeriods]);
  const parameters = { id: period.id };
  if (kind === 2) return { operation: 'deletePeriod', parameters };
  const [first, last] = random.pick([
    [period.first, period.last],
    ['2024-01', '2024-02'],
  ]);
  // Both may be closed on that day and no sooner; a schedule goes on for months, with nobody posting any longer.
  const closed = random.pick([undefined, '2024-04-01', last < '2024-03' ? '2024-03-01' : '2024-04-02']);
  return {
    operation: 'putPeriod',
    parameters,
    body: { ...period, first, last, ...(closed === undefined ? {} : { closed }) },
  };
}

const withTwiceTheBudget = (project: Project): Project => ({
  ...project,
  versions: project.versions.map(({ budget, ...version }) =>
    budget === undefined ? version : { ...version, budget: { ...budget, amount: 2 * budget.amount } },
  ),
});
