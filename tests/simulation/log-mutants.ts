import { index as indexSchema } from '../../shared/feed/documents.ts';
import { isLogged } from '../../shared/feed/log-document.ts';
import { logSnapshot } from '../../shared/feed/log-snapshot.ts';
import { decode, encode, sha256 } from '../../shared/feed/snapshot.ts';
import type { VintagesDocument } from '../../shared/feed/vintages.ts';
import { letGo } from './changed-port.ts';
import { documentsTold } from './published-otherwise.ts';
import type { Mutant } from './world.ts';

/** Changes of how the log and the vintages are written. Every one of them must be found out. */
export const logMutants: readonly Mutant[] = [
  {
    name: 'a snapshot is logged before it is committed',
    ports: (ports) => ({
      ...ports,
      bucket: {
        ...ports.bucket,
        async put(path, bytes, seen) {
          const index = path === 'index.json' ? indexSchema.parse(decode(bytes)) : undefined;
          if (index !== undefined && isLogged(index)) {
            const committed = { index, sha256: await sha256(new Uint8Array(bytes)) };
            const logged = (await ports.publications.get())?.logged ?? undefined;
            await logSnapshot(ports, logged, committed);
          }
          return ports.bucket.put(path, bytes, seen);
        },
      },
    }),
  },
  {
    name: 'tiles are not waited for before the checkpoint is signed and written',
    ports: (ports) => ({
      ...ports,
      kept: {
        ...ports.kept,
        async add(path, bytes) {
          await letGo(ports.kept.add(path, bytes));
          return true;
        },
      },
    }),
  },
  {
    name: 'a leaf is overwritten by the next',
    kept: (kept, bucket) => ({
      ...kept,
      async add(path, bytes) {
        const [, folder, width] = /^(log\/tile\/entries\/.+\.p\/)(\d+)$/.exec(path) ?? [];
        const before = `${folder}${Number(width) - 1}`;
        const standing = bucket.objects.get(before);
        if (standing !== undefined) await kept.replace(before, bytes, standing.hash);
        return kept.add(path, bytes);
      },
    }),
  },
  {
    name: 'a snapshot of a run that died is not logged by the next',
    ports: (ports) => ({
      ...ports,
      publications: {
        ...ports.publications,
        async get() {
          const state = await ports.publications.get();
          const snapshot = (await ports.bucket.index())?.index.snapshot;
          if (!state?.logged || snapshot === undefined) return state;
          return { ...state, logged: { ...state.logged, snapshot } };
        },
      },
    }),
  },
  {
    name: 'the checkpoint is written whatever another run has written',
    sluggish: 'kept.replace',
    ports: (ports) => ({
      ...ports,
      kept: {
        ...ports.kept,
        replace: async (path, bytes, seen) =>
          ports.kept.replace(
            path,
            bytes,
            path === 'log/checkpoint' ? ((await ports.kept.read(path))?.etag ?? seen) : seen,
          ),
      },
    }),
  },
  {
    name: 'proofs are written whatever another run has written',
    sluggish: 'kept.read',
    ports: (ports) => ({
      ...ports,
      kept: {
        ...ports.kept,
        async read(path) {
          return path.startsWith('proof/') ? undefined : ports.kept.read(path);
        },
        replace: async (path, bytes, seen) =>
          ports.kept.replace(
            path,
            bytes,
            path.startsWith('proof/') ? ((await ports.kept.read(path))?.etag ?? seen) : seen,
          ),
      },
    }),
  },
  {
    name: 'vintages without the changes that caused them',
    unheard: /^P11 the log/,
    bucket: vintagesTold((vintages) =>
      vintages.map(([snapshot, at, value, because]) => [
        snapshot,
        at,
        value,
        because.filter((each) => typeof each === 'string'),
      ]),
    ),
  },
  {
    name: 'only the last value of a figure is told',
    unheard: /^P11 the log/,
    bucket: vintagesTold((vintages) => vintages.map(([, at, value, because]) => [1, at, value, because])),
  },
  {
    name: 'vintages of a run that has not committed are carried on',
    ports: (ports) => ({
      ...ports,
      bucket: {
        ...ports.bucket,
        async read(path) {
          const index = (await ports.bucket.index())?.index;
          const entry = index?.documents.find((each) => each.immutable === path);
          return entry?.path.startsWith('vintages/')
            ? ports.bucket.read(entry.path)
            : ports.bucket.read(path);
        },
      },
    }),
  },
];

type Vintage = VintagesDocument['figures'][number]['vintages'][number];

/** A bucket into which another register writes, whose vintages tell otherwise. */
function vintagesTold(tell: (vintages: Vintage[]) => Vintage[]) {
  return documentsTold('vintages/', '"period":', (bytes) => {
    const document = decode(bytes) as VintagesDocument;
    const figures = document.figures.map((each) => ({ ...each, vintages: tell(each.vintages) }));
    return encode({ ...document, figures });
  });
}
