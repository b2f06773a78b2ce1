import { startDynamodbLocal, whyNotHere } from './dynamodb-local.ts';
import { type Stores, startStores } from './stores.ts';

/** The same stores, their tables on Amazon's own engine. */
async function startAmazonStores(): Promise<Stores> {
  const engine = await startDynamodbLocal();
  const stores = await startStores({ dynamodb: engine.url });
  return {
    ...stores,
    async stop() {
      await stores.stop();
      await engine.stop();
    },
  };
}

const without = whyNotHere();

/** The engines that the adapters are tested on; one that is not to be had here is skipped, and says why. */
export const engines: readonly { engine: string; skipped: boolean; start: () => Promise<Stores> }[] = [
  { engine: 'on dynalite', skipped: false, start: () => startStores() },
  {
    engine: without === undefined ? 'on DynamoDB Local' : `on DynamoDB Local (skipped: ${without})`,
    skipped: without !== undefined,
    start: startAmazonStores,
  },
];
