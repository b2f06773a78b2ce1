import type { FinalityOf } from '../../shared/feed/figure-documents.ts';
import { vintagesPath } from '../../shared/feed/vintages.ts';

/** Figures that nobody has closed, and that have not changed after the end of their period. */
export const provisional: FinalityOf = (period) => ({
  provisional: true,
  afterEnd: { times: 0, last: null },
  vintages: vintagesPath(period?.id ?? null),
});
