import { pageBytes } from '../../shared/feed/division.ts';
import type { PublishPorts } from '../../shared/feed/publish.ts';
import type { FoundRow, Page, Repairs } from '../../shared/ports.ts';
import type { RebuildPorts } from '../../shared/recording/rebuild.ts';
import type { RebuildProgress, Rebuilds } from '../../shared/recording/rebuild-stages.ts';
import { bucketOn, keptOn, loseObjects, type Objects } from '../simulation/bucket.ts';
import { noRows, type Rows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { signerOfTests } from './signer-of-tests.ts';
import { type StoredPorts, useCasesOn } from './use-cases.ts';

/** All that a register in memory stores. */
export type Stored = { rows: Rows; objects: Objects; rebuild: { progress: RebuildProgress | undefined } };
export const nothingStored = (): Stored => ({
  rows: noRows(),
  objects: new Map(),
  rebuild: { progress: undefined },
});

/** The same once more, to be changed by itself. */
export const copyOf = ({ rows, objects, rebuild }: Stored): Stored => ({
  rows: structuredClone(rows),
  objects: new Map(objects),
  rebuild: structuredClone(rebuild),
});

type InMemory = { stored?: Stored; rowsRead?: number | undefined };
/** A register in memory, on what is stored or on nothing; scans come in pages of `rowsRead` rows. */
export function startRegisterInMemory({ stored = nothingStored(), rowsRead = 100 }: InMemory = {}) {
  const { rows, objects } = stored;
  return {
    ...useCasesOn(portsOn(stored, rowsRead)),
    stored,
    /** Deletes every derived row whose keys, with a blank between them, begin so. */
    async loseRows(...starts: string[]) {
      const lost = (pk: string, sk: string) => starts.some((start) => `${pk} ${sk}`.startsWith(start));
      const loseIn = (pk: string, held: Map<string, unknown>) => {
        for (const sk of [...held.keys()]) if (lost(pk, sk)) held.delete(sk);
      };
      for (const [month, own] of rows.contributions) loseIn(`MONTH#${month}`, own);
      loseIn('DIVISIONS', rows.divisions);
      loseIn('MARKS', rows.marks);
      if (lost('PUBLICATION', 'STATE')) rows.publication.state = undefined;
    },
    /** Deletes every object of the feed whose path matches; gives their number. */
    loseDocuments: async (path: RegExp) => loseObjects(objects, path),
    async stop() {},
  };
}

export type Ports = StoredPorts &
  Pick<
    PublishPorts & RebuildPorts,
    'now' | 'newToken' | 'base' | 'daysKept' | 'pageBytes' | 'mostPages' | 'signers'
  >;

let [tokens, milliseconds] = [0, 0];

/** The ports of recorder, aggregator and rebuild on what is stored in memory; scans come in pages of `most` rows. */
export function portsOn({ rows, objects, rebuild }: Stored, most: number): Ports {
  const { rows: _rows, ...stores } = storesOn(rows, [], startTime());
  const { page, nearby, write } = stores.contributions;
  const { page: notes, ...retirements } = stores.retirements;
  return {
    ...stores,
    contributions: {
      write,
      nearby,
      async *ofMonth(month, range) {
        for (let from: string | undefined = ''; from !== undefined; ) {
          const read: Awaited<ReturnType<typeof page>> = await page(month, from, range);
          yield read.items;
          from = read.next;
        }
      },
    },
    retirements: {
      ...retirements,
      async *list() {
        yield await notes();
      },
    },
    bucket: bucketOn(objects, () => undefined),
    kept: keptOn(objects, () => undefined),
    signers: [signerOfTests()],
    ledger: { activities: (from) => scanned(() => rows.activities, most, from) },
    repairs: repairsOn(rows, most),
    rebuilds: rebuildsOn(rebuild),
    now() {
      milliseconds += 1;
      return new Date(Date.parse('2026-11-20T12:00:00.000Z') + milliseconds);
    },
    newToken() {
      tokens += 1;
      return `token ${tokens}`;
    },
    base: 'https://register.example/feed/',
    daysKept: 30,
    pageBytes,
    mostPages: 400,
  };
}

/** The values of a map in the order of their keys, in pages; the last may be empty, as that of a scan may. */
async function* scanned<Row>(
  read: () => ReadonlyMap<string, Row>,
  most: number,
  from = '',
): AsyncGenerator<Page<Row>> {
  for (let after: string | undefined = from; after !== undefined; ) {
    const last: string = after;
    const all = read();
    const keys = [...all.keys()]
      .filter((key) => key > last)
      .sort()
      .slice(0, most);
    after = keys.length === most ? keys.at(-1) : undefined;
    yield { rows: keys.map((key) => all.get(key) as Row), next: after };
  }
}

function repairsOn(rows: Rows, most: number): Repairs {
  const rowsOf = (month: string) => {
    const found = rows.contributions.get(month) ?? new Map();
    rows.contributions.set(month, found);
    return found;
  };
  const keyOf = ({ partner, reference }: { partner: string; reference: string }) => `${partner}#${reference}`;
  const all = () => {
    const found = new Map<string, FoundRow>();
    for (const [month, own] of rows.contributions)
      for (const [key, history] of own) {
        const [partner = '', reference = ''] = key.split('#');
        const row = history.at(-1)?.row;
        const counts = row && row.record !== undefined;
        found.set(`${month}#${key}`, { month, partner, reference, revision: row?.revision, counts });
      }
    return found;
  };
  return {
    found: (from) => scanned(all, most, from),
    async rewrite(month, row) {
      const standing = rowsOf(month).get(keyOf(row))?.at(-1)?.row;
      if (standing === undefined || standing.revision <= row.revision)
        rowsOf(month).set(keyOf(row), [{ at: 0, row }]);
    },
    async replace(found, row) {
      const own = rowsOf(found.month);
      if (own.get(keyOf(found))?.at(-1)?.row?.revision !== found.revision) return;
      if (row === undefined) own.delete(keyOf(found));
      else own.set(keyOf(found), [{ at: 0, row }]);
    },
    discardUnreadable: async () => undefined,
  };
}

const rebuildsOn = (stored: Stored['rebuild']): Rebuilds => ({
  get: async () => stored.progress,
  async begin(progress) {
    stored.progress = progress;
  },
  async keep(progress) {
    if (stored.progress?.token !== progress.token) return false;
    stored.progress = progress;
    return true;
  },
  async end(token) {
    if (stored.progress?.token === token) stored.progress = undefined;
  },
});
