import { drawActivity } from './draw-activity.ts';
import type { Answer, Gateway, Request } from './gateway.ts';
import type { Random } from './random.ts';
import { projects } from './sample-portfolio.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One request as its client saw it. `asked` and `answered` number the moments of all clients in their order. */
export type Attempt = {
  partner: string;
  request: Request;
  asked: number;
  answered: number | undefined;
  answer: Answer;
};

/** The moments and attempts of all clients. */
export type ClientLog = { moments: number; attempts: Attempt[] };

/** What a client may do: how often, relative to the others, and the request it makes. Add what is built as a row. */
const operations: readonly {
  name: string;
  weight: number;
  request: (random: Random, reference: string, log: ClientLog, partner: string) => Request;
}[] = [
  {
    name: 'create, replace, move or restore by its address',
    weight: 9,
    request: (random, reference) => ({
      operation: 'putActivity',
      parameters: { reference },
      body: drawActivity(random, reference),
    }),
  },
  {
    name: 'create, replace, move or restore by its reference',
    weight: 3,
    request: (random, reference) => ({ operation: 'postActivity', body: drawActivity(random, reference) }),
  },
  {
    name: 'withdraw',
    weight: 4,
    request: (_random, reference) => ({ operation: 'withdrawActivity', parameters: { reference } }),
  },
  {
    name: 'send what is refused',
    weight: 0.5,
    request: (random, reference) => ({
      operation: 'putActivity',
      parameters: { reference },
      body: { ...drawActivity(random, reference), projects: ['Gamma@E', 'no project'] },
    }),
  },
  {
    name: 'try without storing',
    weight: 0.5,
    request: (random, reference) => ({
      operation: 'postActivity',
      query: { dryRun: 'true' },
      body: drawActivity(random, reference),
    }),
  },
  {
    name: 'ask for an activity',
    weight: 0.5,
    request: (_random, reference) => ({ operation: 'getActivity', parameters: { reference } }),
  },
  {
    name: 'ask for any submission, be it its own or not',
    weight: 0.7,
    request: (random, _reference, log) => ({
      operation: 'getSubmission',
      parameters: {
        id: String(random.pick([undefined, ...log.attempts])?.answer?.body.submission ?? 'none'),
      },
    }),
  },
];
const allWeight = operations.reduce((sum, { weight }) => sum + weight, 0);

export function drawRequest(random: Random, log: ClientLog, partner: string): Request {
  let left = random.next() * allWeight;
  const drawn = operations.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  // References are the same with every partner: only both together name an activity.
  const reference = random.pick(['R-1', 'R-1', 'R-2', 'R-3']);
  return (drawn ?? random.pick(operations)).request(random, reference, log, partner);
}

const worthAnotherTry = (answer: Answer) => answer === undefined || answer.status >= 500;

/** Makes a request and, where there is no answer or one that says so, the same again, up to `tries` times. */
export async function insist(
  { gateway, time, log }: { gateway: Gateway; time: VirtualTime; log: ClientLog },
  partner: string,
  request: Request,
  tries: number,
  pause: () => number,
): Promise<Answer> {
  for (let left = tries; ; left -= 1) {
    log.moments += 1;
    const attempt: Attempt = { partner, request, asked: log.moments, answered: undefined, answer: undefined };
    log.attempts.push(attempt);
    attempt.answer = await gateway.request(partner, request);
    log.moments += 1;
    attempt.answered = log.moments;
    if (left <= 1 || !worthAnotherTry(attempt.answer)) return attempt.answer;
    await time.sleep(pause());
  }
}

type Clients = { gateway: Gateway; time: VirtualTime; random: Random; log: ClientLog };

/** A partner at work: up to so many requests, most of them waited for, some sent before the answer to the last. */
export async function work(clients: Clients, partner: string, most: number): Promise<void> {
  const { time, random, log } = clients;
  for (let left = 1 + random.below(most); left > 0; left -= 1) {
    await time.sleep(random.chance(0.5) ? random.next() * 300 : random.next() * 12_000);
    const request = drawRequest(random, log, partner);
    const done = insist(clients, partner, request, 1 + random.below(4), () => random.next() * 3_000);
    if (!random.chance(0.25)) await done;
  }
}

/** The office doubles the budget of a project, and insists until it is told that it has. */
export async function replaceProject(clients: Clients): Promise<void> {
  const { time, random } = clients;
  await time.sleep(random.next() * 20_000);
  const [project] = projects;
  if (project === undefined) throw new Error('the portfolio is empty');
  const versions = project.versions.map(({ budget, ...version }) =>
    budget === undefined ? version : { ...version, budget: { ...budget, amount: 2 * budget.amount } },
  );
  await insist(
    clients,
    'office',
    { operation: 'putProject', parameters: { code: project.code }, body: { ...project, versions } },
    Number.POSITIVE_INFINITY,
    () => 20_000,
  );
}
