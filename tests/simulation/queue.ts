import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

type Message = { id: string; body: string; visibleFrom: number; received: number };

export type QueueSettings = {
  /** How long a received message is hidden, in milliseconds. */
  visibility: number;
  /** How often a message may be received before it goes to `deadLetters`, if there is such a queue. */
  mostReceives?: number;
  deadLetters?: (body: string) => void;
  batch: number;
};

export type Queue = ReturnType<typeof startQueue>;

/**
 * An SQS standard queue and its event source: messages are received in any order and sometimes twice, in batches;
 * what is not deleted comes back. `deliver` runs a function on a batch and resolves to its answer, rejects if it
 * throws, and never settles if it dies.
 */
export function startQueue(
  time: VirtualTime,
  random: Random,
  newId: () => string,
  { visibility, mostReceives, deadLetters, batch }: QueueSettings,
  deliver: (event: SQSEvent) => Promise<unknown>,
) {
  const messages = new Map<string, Message>();
  const wake = (delay: number) => time.after(delay + random.next() * 400, poll);

  function poll(): void {
    const visible = [...messages.values()].filter(({ visibleFrom }) => visibleFrom <= time.now());
    for (const message of visible)
      if (mostReceives !== undefined && message.received >= mostReceives) {
        messages.delete(message.id);
        deadLetters?.(message.body);
      }
    const taken: Message[] = [];
    const left = visible.filter(({ id }) => messages.has(id));
    const most = 1 + random.below(batch);
    while (left.length > 0 && taken.length < most) taken.push(...left.splice(random.below(left.length), 1));
    if (left.length > 0) wake(0);
    if (taken.length === 0) return;
    for (const message of taken) {
      message.received += 1;
      // At least once: now and then a message is handed out again although it is hidden.
      const hidden = random.chance(0.06) ? random.next() * 3_000 : visibility;
      message.visibleFrom = time.now() + hidden;
      wake(hidden);
    }
    const event = { Records: taken.map(recordOf) };
    const ids = new Set(taken.map(({ id }) => id));
    deliver(event).then(
      (answer) => {
        for (const id of succeeded(ids, answer)) if (!random.chance(0.02)) messages.delete(id);
      },
      () => undefined,
    );
  }

  return {
    send(body: string) {
      const id = newId();
      messages.set(id, { id, body, visibleFrom: time.now(), received: 0 });
      wake(0);
    },
    bodies: () => [...messages.values()].map(({ body }) => body),
  };
}

const recordOf = ({ id, body, received }: Message) =>
  ({
    messageId: id,
    receiptHandle: id,
    body,
    attributes: { ApproximateReceiveCount: String(received) },
  }) as SQSRecord;

/** What a function's answer lets go of, as AWS documents it: an answer that cannot be read lets go of nothing. */
function succeeded(ids: ReadonlySet<string>, answer: unknown): string[] {
  const told = answer as { batchItemFailures?: { itemIdentifier?: unknown }[] | null } | null | undefined;
  const failures = (told?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  if (failures.some((id) => typeof id !== 'string' || !ids.has(id))) return [];
  return [...ids].filter((id) => !failures.includes(id));
}
