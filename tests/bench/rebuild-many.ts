import type { Page } from '../../shared/ports.ts';
import { type RebuildPorts, rebuild } from '../../shared/recording/rebuild.ts';
import type { RebuildProgress } from '../../shared/recording/rebuild-stages.ts';
import { monthAfter } from '../../shared/words/calendar.ts';
import type { StoredActivity } from '../../shared/words/submission.ts';

/**
 * node tests/bench/rebuild-many.ts ACTIVITIES [MONTHS]: rebuilds a register of so many activities, made up as they are
 * read, of which every contribution is written and every row checked; tells how much memory it took at most. Nothing is stored but the progress, and nothing is published.
 */
const [activities = 100_000, months = 120] = process.argv.slice(2).map(Number);
const names: string[] = [];
for (let month = '2015-01'; names.length < months; month = monthAfter(month)) names.push(month);
const started = performance.now();
const outcome = await rebuild(ports())(() => () => undefined);
const { maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    ...outcome,
    peakMegabytes: Math.round(maxRSS / 1024),
    seconds: Math.round((performance.now() - started) / 1000),
  }),
);

function ports(): RebuildPorts {
  let progress: RebuildProgress | undefined;
  return {
    ledger: { activities: (from) => pages(from, activity) },
    repairs: {
      found: (from) =>
        pages(from, (at) => {
          const { partner, reference, revision, months: own } = activity(at);
          return { month: own[0] ?? '', partner, reference, revision, counts: true };
        }),
      rewrite: async () => undefined,
      replace: async () => undefined,
      discardUnreadable: async () => undefined,
    },
    activities: { get: async (_, reference) => activity(Number(reference)) },
    marks: { put: async () => undefined },
    publications: { get: async () => undefined, replace: async () => true },
    bucket: { index: async () => undefined, read: async () => undefined },
    rebuilds: {
      get: async () => progress,
      async begin(next) {
        progress = next;
      },
      async keep(next) {
        progress = next;
        return true;
      },
      async end() {
        progress = undefined;
      },
    },
    newToken: () => 'token',
    now: () => new Date('2026-01-01T00:00:00.000Z'),
  };
}

async function* pages<Row>(from = '0', row: (at: number) => Row): AsyncGenerator<Page<Row>> {
  for (let at = Number(from); at < activities; ) {
    const first = at;
    at = Math.min(activities, first + 1000);
    const rows = Array.from({ length: at - first }, (_, more) => row(first + more));
    yield { rows, next: at < activities ? String(at) : undefined };
  }
}

function activity(at: number): StoredActivity {
  const month = names[at % months] ?? '';
  return {
    schema: 1,
    partner: 'somebody',
    reference: String(at),
    revision: 1,
    submission: '6f1c2a52-3f0f-4f6e-9d11-0a6f5a0b7c11',
    acceptedAt: '2025-12-31T00:00:00.000Z',
    recordedAt: '2025-12-31T00:00:00.000Z',
    months: [month],
    activity: {
      reference: String(at),
      title: { en: `Workshop ${at} on electronic evidence and international co-operation` },
      projects: ['GLACY+'],
      start: `${month}-15`,
      status: 'completed',
      mode: 'online',
      type: 'workshop',
      themes: ['training'],
      countries: [{ code: 'GH', role: 'beneficiary' }],
      groups: [],
      partners: [],
      languages: ['en'],
      units: 1,
      links: [],
      visibility: 'public',
    },
  };
}
