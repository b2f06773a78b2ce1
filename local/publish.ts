import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Refusal } from './refusal.ts';

const tries = 10;

/**
 * Invokes the publish function and returns what it answers, as JSON text. A run that was overtaken by another, or
 * found a service down, is repeated. Throws a Refusal when it has failed.
 */
export async function publishOnce(functionName: string): Promise<string> {
  const lambda = new LambdaClient({});
  for (let tried = 1; ; tried += 1) {
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionName }));
    const answer = Payload?.transformToString() ?? '';
    if (FunctionError === undefined) return answer;
    const { errorType, errorMessage } = JSON.parse(answer) as {
      errorType?: string;
      errorMessage?: string;
    };
    if (errorType !== 'Unavailable' || tried === tries)
      throw new Refusal(`Publishing failed: ${errorType}: ${errorMessage}`);
  }
}
