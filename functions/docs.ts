import { readFile } from 'node:fs/promises';
import { docsOperations } from './http/docs.ts';
import { httpHandler } from './http/handler.ts';

export const handler = httpHandler(
  docsOperations((name) => readFile(new URL(`./files/${name}`, import.meta.url))),
);
