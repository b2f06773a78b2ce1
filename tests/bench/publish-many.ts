import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { markSubject, pageBytes } from '../../shared/feed/division.ts';
import { index } from '../../shared/feed/documents.ts';
import { absent, type FeedBucket, type Publication } from '../../shared/feed/ports.ts';
import { type PublishPorts, publish } from '../../shared/feed/publish.ts';
import { decode, sha256 } from '../../shared/feed/snapshot.ts';
import type { Division } from '../../shared/ports.ts';
import { types } from '../../shared/words/activity.ts';
import { monthAfter } from '../../shared/words/calendar.ts';
import type { Contribution } from '../../shared/words/public-record.ts';
import { keptOn } from '../simulation/bucket.ts';
import { signerOfTests } from '../support/signer-of-tests.ts';

/**
 * node tests/bench/publish-many.ts ACTIVITIES [MONTHS] [PAGE]: publishes a register of so many activities, made up as they are
 * read, into a folder, and tells how much memory it took at most. The tables are in memory but for the activities; a page has so many
 * bytes, or as many as the register's.
 */
const [activities = 10_000, months = 120, bytes = pageBytes] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'publish-many-'));
const started = performance.now();
try {
  const run = publish(ports(folder));
  let documents = 0;
  let runs = 0;
  for (let more = true; more; runs += 1) {
    const outcome = await run();
    documents += outcome.written.length;
    more = outcome.more;
  }
  const wrote = performance.now();
  const changed = await run();
  const { maxRSS } = process.resourceUsage();
  console.log(
    JSON.stringify({
      activities,
      months,
      runs,
      documents,
      documentsAfterOneChange: changed.written.length,
      peakMegabytes: Math.round(maxRSS / 1024),
      seconds: Math.round((wrote - started) / 1000),
      secondsAfterOneChange: Math.round((performance.now() - wrote) / 1000),
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function ports(root: string): PublishPorts {
  const names: string[] = [];
  for (let month = '2015-01'; names.length < months; month = monthAfter(month)) names.push(month);
  const divisions = new Map<string, Division>();
  let publication: Publication | undefined;
  const changed = new Set(names);
  let revision = 1;
  return {
    marks: {
      list: async () => [...changed].map((subject) => ({ subject, token: 'token' })),
      remove: async ({ subject }) => {
        changed.delete(subject);
        if (changed.size > 0 || revision > 1) return;
        // Once all is published, the first activity of the last month changes.
        const month = names.at(-1) ?? '';
        revision = 2;
        changed.add(markSubject(month, `somebody#${month}`, divisions.get(month)));
      },
    },
    contributions: {
      async *ofMonth(month, { from: first, to } = { from: '' }) {
        const many = Math.ceil(activities / months);
        const numberIn = (name: string) => Number(name.split('.')[1]);
        const end = to === undefined ? many : numberIn(to);
        for (let from = first === '' ? 0 : numberIn(first); from < end; from += 500)
          yield Array.from({ length: Math.min(500, end - from) }, (_, at) =>
            contribution(month, from + at, revision),
          );
      },
    },
    divisions: {
      of: async (month) => divisions.get(month),
      async replace(month, seen, pages) {
        divisions.set(month, { version: seen + 1, pages });
        return true;
      },
    },
    portfolio: {
      projects: async () => [],
      periods: async () => [
        { id: '2015', names: { en: '2015', fr: '2015' }, first: '2015-01', last: '2015-12' },
      ],
    },
    publications: {
      get: async () => publication,
      async replace(_seen, next) {
        publication = next;
        return true;
      },
    },
    suspects: { put: async () => undefined },
    retirements: { put: async () => true, async *list() {}, remove: async () => undefined },
    kept: keptOn(new Map(), () => undefined),
    signers: [signerOfTests()],
    bucket: folderBucket(root),
    now: () => new Date('2026-01-01T00:00:00.000Z'),
    base: 'https://register.example/feed/',
    daysKept: 30,
    pageBytes: bytes,
    mostPages: 400,
  };
}

function contribution(month: string, number: number, revision: number): Contribution {
  const reference = `${month}.${String(number).padStart(7, '0')}`;
  return {
    schema: 2,
    partner: 'somebody',
    reference,
    revision: number === 0 ? revision : 1,
    record: {
      id: `somebody/${reference}`,
      partner: 'somebody',
      revision: number === 0 ? revision : 1,
      acceptedAt: '2025-12-31T00:00:00.000Z',
      counted: true,
      reference,
      title: {
        en: `Workshop ${reference} on electronic evidence and international co-operation`,
        fr: `Atelier ${reference} sur les preuves électroniques et la coopération internationale`,
      },
      projects: ['GLACY+'],
      start: `${month}-${String(1 + (number % 28)).padStart(2, '0')}`,
      status: 'completed',
      mode: number % 3 === 0 ? 'online' : 'in_person',
      type: types[number % types.length] ?? 'other',
      themes: ['training'],
      countries: [
        { code: 'GH', role: 'beneficiary' },
        { code: 'SN', role: 'participant' },
      ],
      groups: [],
      partners: [],
      participants: { count: 20 + (number % 60), qualifier: 'about' },
      languages: ['en'],
      units: 1,
      links: [],
      visibility: 'public',
    },
  };
}

/** The bucket of the feed in a folder; whoever writes is alone. */
function folderBucket(root: string): FeedBucket {
  const read = (path: string) => {
    try {
      return new Uint8Array(readFileSync(join(root, path)));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw thrown;
    }
  };
  const write = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  };
  return {
    async index() {
      const bytes = read('index.json');
      return bytes && { index: index.parse(decode(bytes)), etag: 'etag', sha256: await sha256(bytes) };
    },
    read: async (path) => read(path),
    etag: async () => absent,
    putImmutable: async (path, bytes) => write(path, bytes),
    immutables: async () => [],
    removeImmutable: async () => undefined,
    async put(path, bytes) {
      write(path, bytes);
      return true;
    },
  };
}
