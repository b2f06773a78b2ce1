import { parentPort, workerData } from 'node:worker_threads';
import { addTo, nothingYet, runExhaustively, runSchedules } from './campaign.ts';

/** What a worker is given: a run of seeds, or its share of all pairs. */
export type Errand = { first: number; count: number } | { share: number; of: number };

const errand = workerData as Errand;
const many = 25;

if ('share' in errand) {
  let ran = 0;
  const sum = await runExhaustively(errand.share, errand.of, () => {
    ran += 1;
    if (ran % many === 0) parentPort?.postMessage({ ran: many });
  });
  parentPort?.postMessage({ exhaustive: sum });
} else {
  let part = nothingYet();
  const hand = () => {
    parentPort?.postMessage({ sum: part });
    part = nothingYet();
  };
  await runSchedules(errand.first, errand.count, (one) => {
    addTo(part, one);
    if (part.schedules >= many) hand();
  });
  hand();
}
