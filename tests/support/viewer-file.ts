import { readFile } from 'node:fs/promises';
import { viewerFiles } from '../../shared/api/contract.ts';

const folder = new URL('../../node_modules/openapi-explorer/', import.meta.url);

/** A file of the viewer, by the name under which the page asks for it. */
export const viewerFile = (name: string): Promise<Uint8Array> =>
  readFile(new URL(viewerFiles[name as keyof typeof viewerFiles].from, folder));
