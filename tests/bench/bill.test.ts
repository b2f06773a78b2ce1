import { describe, expect, it } from 'vitest';
import { plainStage, resourcesIn, templateOf } from '../infra/synthesized.ts';
import { billOfAMillion, memory, messagesAtATime, waysIn } from './bill.ts';
import type { Bill } from './meter.ts';

const nothing: Bill = { writes: 0, reads: 0, messages: 0, calls: 0 };
const asked = (counted: Partial<Bill>) => ({ ...nothing, ...counted });

describe('the bill of a million submissions', () => {
  it('has each part by its own price', () => {
    const post = { counted: asked({ writes: 1, reads: 2, messages: 1, calls: 7 }), submissions: 1 };
    const record = { counted: asked({ writes: 2, calls: 20 }), submissions: 10 };
    const bill = billOfAMillion([
      { ...post, atOnce: 1, invokedBy: 'request' },
      { ...record, atOnce: 10, invokedBy: 'queue' },
    ]);
    // 40 ms of a POST, and of a tenth of ten messages 10 ms of calls and 0.5 ms of the rest.
    const lambda = 1.1 * 0.2 + (0.04 + 0.0105) * 0.5 * 13.3334;
    expect(bill).toEqual({
      'DynamoDB, writes': 1.88,
      'DynamoDB, reads': 0.25,
      SQS: 0.48,
      Lambda: Math.round(lambda * 100) / 100,
      'HTTP API': 1,
      total: Math.round((3 * 0.625 + 0.25 + 0.48 + lambda + 1) * 100) / 100,
    });
  });

  it('has a hundredth of a request and of an invocation for each item of a batch of 100', () => {
    const batch = { counted: nothing, submissions: 100, atOnce: 1, invokedBy: 'request' } as const;
    const item = billOfAMillion([batch]);
    const one = billOfAMillion([{ ...batch, submissions: 1 }]);
    expect([item['HTTP API'], one['HTTP API']]).toEqual([0.01, 1]);
    // 5 ms of half a GB for each invocation.
    expect([item.Lambda, one.Lambda]).toEqual([0, 0.23]);
  });

  it('is of ways of which each function is counted', () => {
    expect(() => waysIn({ POST: nothing }, { submit: nothing, record: nothing })).toThrow('is not counted');
  });

  it('goes by the memory, the processor and the batches of the template', () => {
    const template = templateOf(plainStage);
    const functions = resourcesIn(template, 'AWS::Lambda::Function').filter(({ name }) =>
      /^Intake(?:Submit|Record|Authorize)/.test(name),
    );
    const made = functions.map(({ properties }) => [properties.MemorySize, properties.Architectures]);
    expect(made).toEqual([
      [memory, ['arm64']],
      [memory, ['arm64']],
      [memory, ['arm64']],
    ]);
    const sources = resourcesIn(template, 'AWS::Lambda::EventSourceMapping');
    const ofRecord = sources.filter(({ name }) => name.startsWith('IntakeRecord'));
    expect(ofRecord.map(({ properties }) => properties.BatchSize)).toEqual([messagesAtATime]);
  });
});
