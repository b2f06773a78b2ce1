import { acknowledged, type Facts, messagesOf } from './facts.ts';
import { documentsAsRecounted, noMix } from './oracle-documents.ts';
import { poison } from './world.ts';

/** What must hold after a schedule: each check gives what is wrong. Add what is built as a row. */
const checks: readonly { name: string; wrong: (facts: Facts) => string[] }[] = [
  { name: 'P1 what was acknowledged was sent, as it was posted', wrong: sentAsPosted },
  { name: 'P1 what was acknowledged has ended', wrong: hasEnded },
  { name: 'P1 what cannot be read is kept with its reason, and nothing else is', wrong: keptLetters },
  { name: 'P2 whoever had the answer to one before it sent another has the other win', wrong: laterWins },
  { name: 'P2 the newest revision is the one that is told of', wrong: newestIsTold },
  { name: 'P3 P6 the documents are those of a recount, to the byte', wrong: documentsAsRecounted },
  { name: 'P4 no reader sees a mix', wrong: noMix },
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

function sentAsPosted({ world }: Facts): string[] {
  const messages = messagesOf(world);
  return acknowledged(world.log.clients.attempts).flatMap(({ partner, request, answer }) => {
    const message = messages.get(String(answer?.body.submission));
    const { reference } = { ...request.parameters, ...(request.body as object) } as { reference?: string };
    const same =
      message?.partner === partner &&
      message.reference === reference &&
      message.revision === answer?.body.revision &&
      message.operation === (request.body === undefined ? 'withdraw' : 'put');
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
      const letter = letters.find(({ body }) => body.includes(id));
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

function laterWins({ world }: Facts): string[] {
  const told = acknowledged(world.log.clients.attempts).map((attempt) => ({
    ...attempt,
    name: `${attempt.partner}/${attempt.answer?.body.activity}`,
    revision: Number(attempt.answer?.body.revision),
  }));
  return told.flatMap((one) =>
    told
      .filter(
        (other) =>
          other !== one &&
          other.name === one.name &&
          (other.revision === one.revision ||
            (one.answered !== undefined && one.answered < other.asked && one.revision > other.revision)),
      )
      .map((other) => `${one.name} revision ${one.revision} came before ${other.revision}`),
  );
}

function newestIsTold({ final, world }: Facts): string[] {
  const messages = [...messagesOf(world).values()];
  return final.flatMap(({ id, told }) => {
    const own = messages.find((message) => message.id === id);
    const newer = messages.some(
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
      answer.status === 503 ||
      expected.includes(answer.status)
      ? []
      : [`${partner} asked for a submission of ${owner} and was answered ${answer.status}`];
  });
}
