import { join } from 'node:path';
import * as z from 'zod';

/** What a running register writes into its data folder, for the tools that look for it. */
export const runningRegister = z.object({
  pid: z.int(),
  url: z.string(),
  endpoints: z.object({
    dynamodb: z.string(),
    sqs: z.string(),
    s3: z.string(),
    kms: z.string(),
    lambda: z.string(),
  }),
  outputs: z.record(z.string(), z.string()),
});

/** The file of that, in a data folder. */
export const runningRegisterFile = (dataFolder: string): string => join(dataFolder, 'register.json');
