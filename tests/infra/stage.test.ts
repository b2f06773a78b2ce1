import { describe, expect, it } from 'vitest';
import { stackName, stageFrom } from '../../infra/stage.ts';

const given = (context: Record<string, unknown>) => stageFrom((key) => context[key]);

describe('the settings of a stage', () => {
  it('publishes every five minutes and retains everything when nothing is said', () => {
    expect(given({})).toEqual({
      publishEveryMinutes: 5,
      requestsPerMinute: 1200,
      logKeys: ['first'],
      removal: 'retain',
    });
  });

  it('takes numbers as the text that the command line makes of them', () => {
    expect(given({ publishEveryMinutes: '15' })).toMatchObject({ publishEveryMinutes: 15 });
  });

  it.each([
    ['an interval shorter than a run may last', { publishEveryMinutes: '4' }],
    ['an interval of a part of a minute', { publishEveryMinutes: 5.5 }],
    ['a limit that no batch fits in', { requestsPerMinute: '99' }],
    ['an address that is none', { alarmEmail: 'office' }],
    ['a removal it does not know', { removal: 'snapshot' }],
    ['a suffix that no stack can have', { stage: 'Test 1' }],
  ])('refuses %s', (_, context) => {
    expect(() => given(context)).toThrow(Object.keys(context)[0]);
  });

  it('names the stack after the register, and after the stage where there is one', () => {
    expect(stackName(given({}))).toBe('ActivityRegister');
    expect(stackName(given({ stage: 'trial' }))).toBe('ActivityRegister-trial');
  });
});
