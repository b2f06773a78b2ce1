import {
  beginning,
  type RebuildProgress,
  type Rebuilds,
  type Run,
  type Show,
  type StagePorts,
  stages,
  work,
} from './rebuild-stages.ts';

export type RebuildPorts = StagePorts & { rebuilds: Rebuilds; now: () => Date };

type Rebuilt = { activities: number; months: number; strayRows: number; lostDocuments: number };

/** Thrown by a rebuild that finds that another has begun, which goes on from where this one stops. */
export class OvertakenRebuild extends Error {
  constructor() {
    super('Another rebuild has been started and goes on from here: this one stops.');
    this.name = 'OvertakenRebuild';
  }
}

/**
 * Derives anew what can be derived, from the stored activities, beside a register that goes on working: writes every
 * contribution, removes those of no activity, looks for lost documents, and only then marks everything
 * for publication, so that no run of the aggregator ever sees a part of the register as the whole. It holds no more
 * than a page of rows. A rebuild that died goes on where it stopped, page by page, and `resuming` is told so first;
 * what it has done is not done again, so what was damaged since needs one that begins `anew`. Throws WrittenByNewer,
 * OvertakenRebuild and Unavailable.
 */
export const rebuild =
  (ports: RebuildPorts) =>
  async (
    show: Show,
    { anew = false, resuming }: { anew?: boolean; resuming?: (interrupted: RebuildProgress) => void } = {},
  ): Promise<Rebuilt> => {
    await ports.repairs.discardUnreadable();
    const interrupted = anew ? undefined : await ports.rebuilds.get();
    if (interrupted !== undefined) resuming?.(interrupted);
    const token = ports.newToken();
    let progress: RebuildProgress = { ...(interrupted ?? beginning(ports.now())), token };
    await ports.rebuilds.begin(progress);
    const run: Run = {
      ports,
      show,
      progress: () => progress,
      async keep(changes) {
        const next = { ...progress, ...changes };
        if (!(await ports.rebuilds.keep(next))) throw new OvertakenRebuild();
        progress = next;
      },
    };
    for (const stage of stages.slice(stages.indexOf(progress.stage))) await work[stage](run);
    await ports.rebuilds.end(token);
    const { activities, months, strayRows, lost } = progress;
    const lostDocuments = lost.filter((path) => path !== 'index.json').length;
    return { activities, months: months.length, strayRows, lostDocuments };
  };
