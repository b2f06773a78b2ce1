import { setTimeout as pause } from 'node:timers/promises';
import { ProblemError, type RegisterClient, registerClient } from '../client/src/client.ts';
import type { ClientSettings } from '../client/src/retry.ts';
import { Refusal } from '../local/refusal.ts';

/** A client of the register for the tools: with the clock, chance and pauses of this process. */
export const toolClient = (
  which: Pick<ClientSettings, 'origin' | 'key' | 'language' | 'pausing'>,
): RegisterClient =>
  registerClient({
    ...which,
    now: Date.now,
    random: Math.random,
    newKey: () => crypto.randomUUID(),
    wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  });

/** What a call gives; a problem becomes a Refusal with one line per finding. */
export const orRefusal = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    const { detail, findings = [] } = error.problem;
    const lines = findings.map((each) => `  ${each.severity} ${each.code} ${each.pointer} ${each.detail}`);
    throw new Refusal([`The register answers ${error.problem.status}: ${detail}`, ...lines].join('\n'));
  });
