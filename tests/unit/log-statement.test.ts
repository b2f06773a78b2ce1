import { describe, expect, it } from 'vitest';
import { utf8 } from '../../shared/log/bytes.ts';
import { LogFault } from '../../shared/log/log-fault.ts';
import {
  mostStatementBytes,
  readStatement,
  type Statement,
  statementOf,
} from '../../shared/log/statement.ts';

const said: Statement = {
  snapshot: 7,
  generatedAt: '2020-09-17T08:35:00.000Z',
  dataAsOf: '2020-09-17T08:34:58.000Z',
  index: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  figures: [
    ['2019-10_2020-09', 'activities', 92, 'activities/1'],
    [null, 'endingNext', [{ project: 'GLACY+', end: '2021-02-28' }], 'endingNext/1'],
  ],
};
const written =
  '{"snapshot":7,"generatedAt":"2020-09-17T08:35:00.000Z","dataAsOf":"2020-09-17T08:34:58.000Z",' +
  '"index":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","figures":[' +
  '["2019-10_2020-09","activities",92,"activities/1"],' +
  '[null,"endingNext",[{"project":"GLACY+","end":"2021-02-28"}],"endingNext/1"]]}\n';

describe('the statement of a snapshot', () => {
  it('is always the same to the byte, in whatever order its fields are given', () => {
    expect(new TextDecoder().decode(statementOf(said))).toBe(written);
    const turned = Object.fromEntries(Object.entries(said).reverse()) as Statement;
    expect(statementOf(turned)).toEqual(statementOf(said));
    expect(readStatement(statementOf(said))).toEqual(said);
  });

  it('tells the figures of all time from those of a period that is called null', () => {
    const both: Statement = {
      ...said,
      figures: [
        [null, 'units', 1, 'units/1'],
        ['null', 'units', 2, 'units/1'],
      ],
    };
    expect(readStatement(statementOf(both))).toEqual(both);
  });

  it('has 2,048 bytes at most', () => {
    const long = (count: number): Statement => ({
      ...said,
      figures: [[null, 'a', 1, `a/${'x'.repeat(count)}`]],
    });
    const most = mostStatementBytes - statementOf(long(0)).length;
    expect(statementOf(long(most))).toHaveLength(2048);
    expect(readStatement(statementOf(long(most)))).toEqual(long(most));
    expect(() => statementOf(long(most + 1))).toThrow(
      new RangeError('the statement of snapshot 7 has 2049 bytes'),
    );
    expect(() => readStatement(utf8(`${JSON.stringify(long(most + 1))}\n`))).toThrow(LogFault);
  });

  it.each([
    ['another white space', written.replace('"snapshot":', '"snapshot": ')],
    ['no newline', written.trimEnd()],
    ['another order', written.replace(/("snapshot":7),("generatedAt":"[^"]+")/, '$2,$1')],
    ['a field of others', written.replace('{', '{"more":1,')],
    ['a field twice', written.replace('{', '{"snapshot":8,')],
    ['a number in other digits', written.replace('92', '9.2e1')],
    ['no index', written.replace(/"index":"\w+",/, '')],
    [
      'a figure stated twice',
      written.replace('"figures":[', '"figures":[[null,"endingNext",1,"endingNext/1"],'),
    ],
    ['no JSON', 'null null\n'],
    ['a snapshot of number 0', written.replace('"snapshot":7', '"snapshot":0')],
  ])('is not read with %s', (_, other) => {
    expect(other).not.toBe(written);
    expect(() => readStatement(utf8(other))).toThrow(LogFault);
  });
});
