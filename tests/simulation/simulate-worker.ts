import { parentPort, workerData } from 'node:worker_threads';
import { apiMutants } from './api-mutants.ts';
import { addTo, nothingYet, runExhaustively, runSchedules, seedThatCatches } from './campaign.ts';
import type { Share } from './exhaustive.ts';
import { logMutants } from './log-mutants.ts';
import { publishingMutants } from './publishing-mutants.ts';
import { recordingMutants } from './recording-mutants.ts';
import { snapshotMutants } from './snapshot-mutants.ts';
import { tokenMutants } from './token-mutants.ts';

const mutants = [
  ...tokenMutants,
  ...recordingMutants,
  ...publishingMutants,
  ...snapshotMutants,
  ...apiMutants,
  ...logMutants,
];

/** What a worker is given: a run of seeds, its share of all pairs, or one of so many parts of the mutants. */
export type Errand = { first: number; count: number } | Share | { part: number; parts: number; most: number };

const errand = workerData as Errand;
const many = 25;

if ('part' in errand) {
  for (const [nth, mutant] of mutants.entries())
    if (nth % errand.parts === errand.part) {
      const seed = await seedThatCatches(mutant, 1, errand.most);
      parentPort?.postMessage({ mutant: { nth, name: mutant.name, seed } });
    }
} else if ('pairs' in errand) {
  let ran = 0;
  const sum = await runExhaustively(errand, () => {
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
