import { type Facts, messagesOf } from './facts.ts';
import { changesFollowed, copiesKept } from './oracle-changes.ts';
import { documentsAsRecounted, noMix, suspectsNoted } from './oracle-documents.ts';
import { oncePerKey } from './oracle-keys.ts';
import { logGrows } from './oracle-log.ts';
import { portfolioAsTold } from './oracle-portfolio.ts';
import { listsWhole, throttledAlone } from './oracle-traffic.ts';
import { vintagesTold } from './oracle-vintages.ts';
import { batchesAnswered, preconditionsKept } from './oracle-writes.ts';
import { poison } from './world.ts';

/** What must hold after a schedule: each check gives what is wrong. Add what is built as a row. */
const checks: readonly { name: string; wrong: (facts: Facts) => string[] }[] = [
  { name: 'P1 what was acknowledged was sent, as it was posted', wrong: sentAsPosted },
  { name: 'P1 what was acknowledged has ended', wrong: hasEnded },
  { name: 'P1 what cannot be read is kept with its reason, and nothing else is', wrong: keptLetters },
  { name: 'P2 whoever had the answer to one before it sent another has the other win', wrong: laterWins },
  { name: 'P2 the newest revision is the one that is told of', wrong: newestIsTold },
  { name: 'P2 the portfolio is as the office was last told', wrong: portfolioAsTold },
  { name: 'P3 P6 the documents are those of a recount, to the byte', wrong: documentsAsRecounted },
  { name: 'P3 what may be the same as an activity is noted beside it', wrong: suspectsNoted },
  { name: 'P4 no reader sees a mix', wrong: noMix },
  { name: 'P11 the log only grows, by what was committed, and has all of it', wrong: logGrows },
  { name: 'P11 every value that a figure had is told, with its cause', wrong: vintagesTold },
  { name: 'P6 whoever follows the changes holds what is public', wrong: changesFollowed },
  { name: 'P4 copies stay as long as they are listed, and go after their time', wrong: copiesKept },
  { name: 'P1 the outcomes of a batch are true, one for each item', wrong: batchesAnswered },
  { name: 'P2 what is done under a key is done once, and told the same to the byte', wrong: oncePerKey },
  { name: 'P2 of two with the same If-Match, one wins', wrong: preconditionsKept },
  { name: 'P7 throttling one partner takes nothing from another', wrong: throttledAlone },
  { name: 'P9 a list has every row once that was there all the time', wrong: listsWhole },
  { name: 'P7 partners are walled off', wrong: walledOff },
  { name: 'P9 no answer is a fault of ours', wrong: ({ world }) => world.log.faulty },
  {
    name: 'P10 a run with nothing to do reads marks and publication, and no more',
    wrong: ({ idle }) => (idle.join() === 'marks.list,publications.get' ? [] : [idle.join()]),
  },
];

/** Everything that is wrong, each as "promise: finding". */
export const judge = (facts: Facts): string[] =>
  checks.flatMap(({ name, wrong }) => wrong(facts).map((finding) => `${name}: ${finding}`));

function sentAsPosted({ world, acceptances }: Facts): string[] {
  const messages = messagesOf(world);
  return acceptances.flatMap(({ attempt: { partner, request }, id, revision, body }) => {
    const message = messages.get(id);
    const { reference } = { ...request.parameters, ...body } as { reference?: string };
    const same =
      message?.partner === partner &&
      message.reference === reference &&
      message.revision === revision &&
      message.operation === (body === undefined ? 'withdraw' : 'put');
    return same
      ? []
      : [`${partner}/${reference} was answered 202 and the queue has ${JSON.stringify(message)}`];
  });
}

function hasEnded({ settled, world, letters }: Facts): string[] {
  const messages = messagesOf(world);
  return settled.flatMap(({ id, told }) => {
    const status = String(told?.status);
    if (status === 'dead-lettered') {
      const letter = letters.find(({ body }) => body.includes(messages.get(id)?.id ?? id));
      return letter === undefined || letter.reason === '' || letter.body !== JSON.stringify(messages.get(id))
        ? [`${id} is dead-lettered without its body and a reason`]
        : [];
    }
    return ['applied', 'withdrawn', 'superseded'].includes(status) ? [] : [`${id} is ${status}`];
  });
}

function keptLetters({ letters, lettersLeft, world }: Facts): string[] {
  const unreadable = letters.filter(({ body, reason }) => body === poison && reason !== '');
  return [
    ...(unreadable.length === world.log.poisoned ? [] : ['a message that nobody can read is lost']),
    ...lettersLeft.filter((body) => body !== poison).map((body) => `is still a dead letter: ${body}`),
  ];
}

function laterWins({ acceptances }: Facts): string[] {
  const named = acceptances.map((each) => ({ ...each, name: `${each.attempt.partner}/${each.reference}` }));
  return named.flatMap((one) =>
    named
      .filter(
        (other) =>
          other.id !== one.id &&
          other.name === one.name &&
          (other.revision === one.revision ||
            ((one.attempt.answered ?? Number.POSITIVE_INFINITY) < other.first.asked &&
              one.revision > other.revision)),
      )
      .map((other) => `${one.name} revision ${one.revision} came before ${other.revision}`),
  );
}

function newestIsTold({ final, world }: Facts): string[] {
  const messages = messagesOf(world);
  return final.flatMap(({ id, told }) => {
    const own = messages.get(id);
    const newer = [...messages.values()].some(
      ({ partner, reference, revision }) =>
        partner === own?.partner && reference === own.reference && revision > own.revision,
    );
    const wanted = newer ? 'superseded' : own?.operation === 'put' ? 'applied' : 'withdrawn';
    return told?.status === wanted ? [] : [`${id} is ${told?.status} and ought to be ${wanted}`];
  });
}

function walledOff({ world }: Facts): string[] {
  const messages = messagesOf(world);
  return world.log.clients.attempts.flatMap(({ partner, request, answer }) => {
    const owner = messages.get(String(request.parameters?.id))?.partner;
    const expected = owner === undefined || owner === partner ? [200, 404] : [404];
    return request.operation !== 'getSubmission' ||
      answer === undefined ||
      [429, 503].includes(answer.status) ||
      expected.includes(answer.status)
      ? []
      : [`${partner} asked for a submission of ${owner} and was answered ${answer.status}`];
  });
}
