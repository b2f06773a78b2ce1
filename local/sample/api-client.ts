import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { finding } from '../../shared/finding.ts';
import { problem } from '../../shared/problem.ts';
import { submissionStatus } from '../../shared/submission.ts';
import { Refusal } from '../refusal.ts';

const patience = 120_000;
const accepted = z.object({ findings: z.array(finding).default([]) });
const status = z.object({ status: submissionStatus.shape.status });
type Call = { method: 'GET' | 'PUT' | 'POST'; address: URL; key: string; body?: unknown };

/**
 * Sends one request and gives the answer's Location and JSON. Comes back as long as the register asks for it (429
 * and 503, after Retry-After seconds), for two minutes. Throws a Refusal, one line per finding, for any answer
 * that is not 2xx.
 */
export async function call({
  method,
  address,
  key,
  body,
}: Call): Promise<{ location: string | null; json: unknown }> {
  for (let waited = 0; ; ) {
    const answer = await fetch(address, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.ok)
      return { location: answer.headers.get('location'), json: text === '' ? null : JSON.parse(text) };
    if ((answer.status !== 429 && answer.status !== 503) || waited >= patience)
      throw new Refusal(`${method} ${address} is refused with ${answer.status}${explained(text)}`);
    const later = Math.max(secondsOf(answer.headers.get('retry-after')) * 1000, 100);
    await pause(later);
    waited += later;
  }
}

/** Posts an activity and waits until it is applied, for two minutes. Gives the number of warnings. */
export async function postAndWait(url: string, key: string, activity: unknown): Promise<number> {
  const { location, json } = await call({
    method: 'POST',
    address: new URL('/v1/activities', url),
    key,
    body: activity,
  });
  if (location === null) throw new Refusal('the register answered a POST without Location');
  const address = new URL(location, url);
  for (let waited = 0, next = 25; waited < patience; waited += next, next = Math.min(2 * next, 1000)) {
    const now = status.parse((await call({ method: 'GET', address, key })).json).status;
    if (now === 'applied' || now === 'superseded') return accepted.parse(json).findings.length;
    if (now !== 'queued') throw new Refusal(`${address} ended as ${now}`);
    await pause(next);
  }
  throw new Refusal(`${address} is still queued after two minutes`);
}

const secondsOf = (header: string | null): number =>
  header !== null && /^\d{1,3}$/.test(header) ? Number(header) : 1;

/** What a problem document says, one line per finding; anything else as it came. */
function explained(text: string): string {
  const read = problem.safeParse(z.string().transform(parsed).safeParse(text).data);
  if (!read.success) return `: ${text.slice(0, 500)}`;
  const { detail, findings = [] } = read.data;
  return [
    `: ${detail}`,
    ...findings.map((each) => `  ${each.severity} ${each.code} ${each.pointer} ${each.detail}`),
  ].join('\n');
}

function parsed(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
}
