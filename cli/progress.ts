import ora, { type Ora } from 'ora';

/**
 * Shows how far something has come, of `total` steps or of nobody knows how many, going on from steps that were `done`
 * before; nothing where there is nothing to do. Gives the function to call after every step; steps beyond the last are
 * not shown.
 */
export type Progress = (label: string, total: number | undefined, done?: number) => () => void;

/** The stream of a terminal, or of what is none. */
export type ProgressStream = NodeJS.WritableStream & { isTTY?: boolean };

/**
 * Progress on a stream: one line that moves on a terminal, and plain lines elsewhere. There is one line at a time:
 * what is shown next takes the place of what has not come to its end. `stop` takes it away.
 */
export function progressOn(
  stream: ProgressStream,
  { NO_COLOR, TERM }: Record<string, string | undefined>,
): { show: Progress; stop(): void } {
  let shown: Ora | undefined;
  const stop = () => {
    shown?.stop();
    shown = undefined;
  };
  const show: Progress = (label, total, done = 0) => {
    if (total === 0) return () => undefined;
    if (stream.isTTY !== true || TERM === 'dumb')
      return inLines(label, total, done, (line) => stream.write(line));
    stop();
    const color = NO_COLOR ? false : 'cyan';
    const spinner = ora({ stream, color, isEnabled: true, discardStdin: false, hideCursor: false });
    shown = spinner.start(label);
    let at = done;
    return () => {
      at += 1;
      if (shown !== spinner || (total !== undefined && at > total)) return;
      spinner.text = total === undefined ? `${label} ${at}` : `${label} ${at}/${total}`;
      if (at !== total) return;
      spinner.stopAndPersist();
      shown = undefined;
    };
  };
  return { show, stop };
}

/** After so many steps, a line is written where nobody knows how many there are. */
const many = 10_000;

/** A line at each quarter, or after many steps of an unknown number. */
function inLines(
  label: string,
  total: number | undefined,
  before: number,
  write: (line: string) => void,
): () => void {
  let done = before;
  const isTold = (at: number) =>
    total === undefined ? at % many === 0 : Math.floor((4 * at) / total) > Math.floor((4 * (at - 1)) / total);
  return () => {
    done += 1;
    if ((total === undefined || done <= total) && isTold(done))
      write(`${label} ${total === undefined ? done : `${done}/${total}`}\n`);
  };
}
