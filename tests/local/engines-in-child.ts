import { startEngines } from '../../local/engines.ts';
import { lockFolder } from '../../local/folder-lock.ts';

/** Run in a process of its own: holds a data folder, starts engines on it, says where they are, and waits. */
const folder = process.argv[2] ?? '';
lockFolder(folder);
const { dynamodb, sqs, s3, kms } = await startEngines(folder);
process.send?.({ dynamodb, sqs, s3, kms });
