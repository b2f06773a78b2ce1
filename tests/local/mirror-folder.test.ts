import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mirrorFolder } from '../../cli/mirror-folder.ts';
import { Refusal } from '../../local/refusal.ts';
import type { MirrorStore } from '../../shared/readers/mirror.ts';
import { temporaryFolder } from './temporary-folder.ts';

const held = (reference: string, revision = 1) => ({
  month: '2020-01',
  activity: { id: `somebody/${reference}`, partner: 'somebody', reference, revision, more: ['of', 'it'] },
});
async function allOf(store: MirrorStore): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const each of store.held()) all.push(each);
  return all;
}
const state = { snapshot: 1, generatedAt: '2026-11-20T12:00:00.000Z', etag: '"x"' };

describe('the folder of a mirror', () => {
  it('gives what was put, with every field, until it is removed', async () => {
    const store = mirrorFolder(temporaryFolder());
    expect(await allOf(store)).toEqual([]);
    expect(await store.put(held('A:1'))).toBe(true);
    expect(await store.put(held('A:1'))).toBe(false);
    expect(await store.put(held('A:1', 2))).toBe(true);
    expect(await allOf(store)).toEqual([held('A:1', 2)]);
    expect([await store.remove('somebody/A:1'), await store.remove('somebody/A:1')]).toEqual([true, false]);
    expect(await allOf(store)).toEqual([]);
  });

  it('keeps a restricted activity, which says nothing of whose it is, apart from those of all partners', async () => {
    const folder = temporaryFolder();
    const store = mirrorFolder(folder);
    const id = '0b6c6d3e-1c1f-4d2a-9c7e-2f4b8a1d5e60';
    const restricted = { month: '2020-01', activity: { id, revision: 1, visibility: 'restricted' } };
    expect(await store.put(restricted)).toBe(true);
    expect(readdirSync(join(folder, 'activities', '_restricted'))).toEqual([`${id}.json`]);
    expect(await allOf(store)).toEqual([restricted]);
    expect([await store.remove(id), await store.remove(id)]).toEqual([true, false]);
  });

  it('has a state that is replaced as a whole, or none', async () => {
    const folder = temporaryFolder();
    const store = mirrorFolder(folder);
    expect(await store.state()).toBeUndefined();
    await store.keepState(state);
    expect(await mirrorFolder(folder).state()).toEqual(state);
    await store.keepState(undefined);
    expect(await store.state()).toBeUndefined();
  });

  it('is not misled by what a run that died has left aside', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mirror.partial'), '{"month":"20');
    const store = mirrorFolder(folder);
    await store.put(held('A-1'));
    await store.keepState(state);
    expect(await allOf(store)).toEqual([held('A-1')]);
    expect(readdirSync(folder).sort()).toEqual(['activities', 'mirror.json']);
  });

  it('refuses to write one activity over another', async () => {
    const folder = temporaryFolder();
    const store = mirrorFolder(folder);
    const file = join(folder, 'activities', 'somebody', 'A-1.json');
    mkdirSync(join(folder, 'activities', 'somebody'), { recursive: true });
    // What a disk does that takes small letters for capital ones.
    writeFileSync(file, JSON.stringify(held('a-1')));
    await expect(store.put(held('A-1'))).rejects.toThrow(Refusal);
    expect(JSON.parse(readFileSync(file, 'utf-8'))).toEqual(held('a-1'));
  });

  it.each(['{', '{"snapshot":0}'])('refuses a state that no mirror has written (%s)', async (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mirror.json'), text);
    await expect(mirrorFolder(folder).state()).rejects.toThrow(Refusal);
  });
});
