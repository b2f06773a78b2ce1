/** After so many, a line is written where there is no terminal. */
const many = 10_000;

/**
 * Shows how far something of an unknown length has come: on a terminal one line that is rewritten, and that whatever
 * is shown next writes over; elsewhere a line after every ten thousand steps. Gives the function to call after every
 * step.
 */
export function runningCount(
  label: string,
  isTerminal: boolean,
  write: (text: string) => void,
  before: number,
): () => void {
  let done = before;
  return () => {
    done += 1;
    if (isTerminal) write(`\r${label} ${done}`);
    else if (done % many === 0) write(`${label} ${done}\n`);
  };
}
