import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

interface StoredObject {
  key: string;
}
interface ListOptions {
  prefix?: string;
  delimiter?: string;
  maxKeys?: number;
  startAfter?: string;
  marker?: string;
}
type Listed = { objects: StoredObject[]; commonPrefixes: string[]; isTruncated: boolean };

/** The part of fauxqs' persistence that knows how an object is stored. */
export interface ObjectDatabase {
  db: DatabaseSync;
  loadS3Objects(store: { restoreObject(bucket: string, object: StoredObject): void }): void;
}

/** The columns of an object but for its body, which fauxqs reads when it is asked for. */
const columns = `bucket, key, content_type, content_length, etag, last_modified, metadata, content_language,
  content_disposition, cache_control, content_encoding, parts, checksum_algorithm, checksum_value, checksum_type,
  part_checksums`;

/**
 * Makes an S3 store of fauxqs read what it knows of an object from its database each time, where it would hold some
 * kilobytes in memory for every object there is. It writes there before, or right after, it tells the map. A list
 * without a delimiter reads no more than it gives, in the order of the keys' bytes.
 */
export function keepObjectsOnDisk(store: object, persistence: ObjectDatabase): void {
  const s3 = store as {
    buckets: Map<string, object>;
    createBucket(name: string, type?: string): void;
    listObjects(bucket: string, options?: ListOptions): Listed;
  };
  const read = reader(persistence);
  persistence.loadS3Objects = () => undefined;

  const createBucket = s3.createBucket.bind(s3);
  s3.createBucket = (name, type) => {
    createBucket(name, type);
    s3.buckets.set(name, objectsOf(name, read));
  };
  const listObjects = s3.listObjects.bind(s3);
  s3.listObjects = (bucket, options = {}) => {
    const { prefix = '', delimiter, maxKeys = 1000, startAfter, marker } = options;
    if (delimiter || !s3.buckets.has(bucket)) return listObjects(bucket, options);
    const found = read(
      'bucket = ? AND key >= ? AND key < ? || char(0x10ffff) AND key > ? ORDER BY key LIMIT ?',
      [bucket, prefix, prefix, startAfter || marker || '', maxKeys + 1],
    );
    const isTruncated = found.length > maxKeys;
    return { objects: found.slice(0, maxKeys), commonPrefixes: [], isTruncated };
  };
}

type Read = (where: string, values: SQLInputValue[]) => StoredObject[];

/** Reads objects by a condition of SQL, in the form in which fauxqs itself loads them. */
function reader(persistence: ObjectDatabase): Read {
  const { db, loadS3Objects } = persistence;
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  return (where, values) => {
    const statement = statements.get(where) ?? db.prepare(`SELECT ${columns} FROM s3_objects WHERE ${where}`);
    statements.set(where, statement);
    const objects: StoredObject[] = [];
    const asLoaded = { stmts: { loadObjectsMeta: { all: () => statement.all(...values) } } };
    loadS3Objects.call(Object.assign(asLoaded, { db, loadS3Objects }), {
      restoreObject: (_, object) => objects.push(object),
    });
    return objects;
  };
}

/** What a bucket's Map of objects by key is asked for. */
const objectsOf = (bucket: string, read: Read) => ({
  get: (key: string) => read('bucket = ? AND key = ?', [bucket, key])[0],
  has: (key: string) => read('bucket = ? AND key = ?', [bucket, key]).length > 0,
  values: () => read('bucket = ?', [bucket]).values(),
  /** Not how many: fauxqs asks only whether there are any. */
  get size() {
    return read('bucket = ? LIMIT 1', [bucket]).length;
  },
  set: () => undefined,
  delete: () => undefined,
  clear: () => undefined,
});
