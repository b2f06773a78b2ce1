import type { Activities } from '../ports.ts';
import type { DeadLetter, Submission } from '../words/submission.ts';
import { parseMessage } from './record.ts';

/** What a replay of a dead letter would do; `over` is the revision it would be applied over, if there is one. */
export type Replay =
  | { would: 'apply'; submission: Submission; over: number | undefined }
  | { would: 'be superseded'; submission: Submission; by: number }
  | { would: 'fail'; because: string };

/** Tells what a replay would do as things stand. Throws Unavailable. */
export const previewReplay =
  ({ activities }: { activities: Pick<Activities, 'get'> }) =>
  async ({ body }: DeadLetter): Promise<Replay> => {
    const read = readBody(body);
    if (typeof read === 'string') return { would: 'fail', because: read };
    const standing = (await activities.get(read.partner, read.reference))?.revision;
    return standing !== undefined && standing >= read.revision
      ? { would: 'be superseded', submission: read, by: standing }
      : { would: 'apply', submission: read, over: standing };
  };

/** The submission in the body of a dead letter, or what is wrong with it, on one line. */
export function readBody(body: string): Submission | string {
  try {
    return parseMessage(body);
  } catch (thrown) {
    return reasonOf(thrown);
  }
}

type Issue = { path: PropertyKey[]; message: string };

function reasonOf(thrown: unknown): string {
  const { issues, message } = thrown as { issues?: Issue[]; message: string };
  if (issues === undefined) return oneLine(message);
  return issues.map((issue) => oneLine(`${issue.path.join('.') || 'it'}: ${issue.message}`)).join('; ');
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
