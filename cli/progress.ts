const cells = 30;

/**
 * Shows how far `total` steps have come: on a terminal one line that is rewritten, elsewhere one line at each
 * quarter. `write` takes text as it is; `before` is how many steps were done before. Gives the function to call
 * after every step; steps beyond the last are not shown.
 */
export function progressBar(
  label: string,
  total: number,
  isTerminal: boolean,
  write: (text: string) => void,
  before = 0,
): () => void {
  let done = before;
  return () => {
    done += 1;
    if (done > total) return;
    const quarter = (of: number) => Math.floor((4 * of) / total);
    if (isTerminal) {
      const full = Math.floor((cells * done) / total);
      write(
        `\r${label} [${'#'.repeat(full)}${'.'.repeat(cells - full)}] ${done}/${total}${done === total ? '\n' : ''}`,
      );
    } else if (quarter(done) > quarter(done - 1)) {
      write(`${label} ${done}/${total}\n`);
    }
  };
}

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
