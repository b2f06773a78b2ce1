import { describe } from 'vitest';
import { apiMutants } from './api-mutants.ts';
import { findsOut } from './finds-out.ts';
import { publishingMutants } from './publishing-mutants.ts';
import { snapshotMutants } from './snapshot-mutants.ts';

describe('the simulator', () => {
  findsOut([...publishingMutants, ...snapshotMutants, ...apiMutants]);
});
