import { readFile } from 'node:fs/promises';
import { docsOperations } from './docs-operations.ts';
import { httpHandler } from './http.ts';

export const handler = httpHandler(
  docsOperations((name) => readFile(new URL(`./files/${name}`, import.meta.url))),
);
