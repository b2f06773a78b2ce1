import { describe, expect, it } from 'vitest';
import sample from '../../cli/sample/projects.json' with { type: 'json' };
import { readPrintedProjects } from '../../shared/checks/printed/project.ts';
import { project } from '../../shared/words/project.ts';

const readPrintedProject = (...[text, projects]: Parameters<typeof readPrintedProjects>) =>
  readPrintedProjects(text, projects)[0]?.read;

const portfolio = sample.map((each) => project.parse(each));
const listed = (text: string) =>
  readPrintedProjects(text, portfolio).map(({ read }) => (read.kind === 'one' ? read.code : read.candidates));

describe('a printed project', () => {
  it.each([
    ['GLACY', 'GLACY'],
    ['GLACY+', 'GLACY+'],
    ['glacy +', 'GLACY+'],
    ['GLACY Plus', 'GLACY+'],
    ['Cybercrime@Octopus', 'Cybercrime@Octopus'],
    ['CyberCrime@Octopus', 'Cybercrime@Octopus'],
    ['Octopus Project', 'Octopus Project'],
    ['Projet Octopus', 'Octopus Project'],
    ['End-OCSEA@Europe', 'EndOCSEA@Europe'],
    ['EndOCSEA@EUROPE', 'EndOCSEA@Europe'],
    ['EndOCSEA@Europe', 'EndOCSEA@Europe'],
    ['End OCSEA @ Europe', 'EndOCSEA@Europe'],
    ['CyberSud', 'CyberSouth'],
    ['CyberCrime@EAP II', 'CyberCrime@EAP II'],
    ['iProceeds 2', 'iPROCEEDS-2'],
    ['Extension du projet GLACY+ sur l’action mondiale contre la cybercriminalité', 'GLACY+'],
  ])('"%s" is %s', (printed, code) => {
    expect(readPrintedProject(printed, portfolio)).toEqual({ kind: 'one', code });
  });

  it.each([
    ['Octopus', ['Cybercrime@Octopus', 'Octopus Project']],
    ['GLACY++', ['GLACY+']],
    ['GLAYC', ['GLACY']],
    ['iPROCEDS-2', ['iPROCEEDS-2']],
    ['CyberEats', ['CyberEast']],
    ['Something else', []],
    ['x'.repeat(100_000), []],
  ])('"%s" is refused, and may mean %j', (printed, candidates) => {
    expect(readPrintedProject(printed, portfolio)).toEqual({ kind: 'refused', candidates });
  });

  it('is told from another by case where nothing else tells them apart', () => {
    const named = (code: string) => ({ code, names: { en: code, fr: code }, aliases: [] });
    const two = [named('Cybercrime@X'), named('CyberCrime@X')];
    expect(readPrintedProject('CyberCrime@X', two)).toEqual({ kind: 'one', code: 'CyberCrime@X' });
    expect(readPrintedProject('cybercrime@x', two)).toMatchObject({
      kind: 'refused',
      candidates: ['Cybercrime@X', 'CyberCrime@X'],
    });
  });

  it('is read by the code, each name and each alias of the whole portfolio', () => {
    for (const each of portfolio)
      for (const name of [each.code, each.names.en, each.names.fr, ...each.aliases])
        expect(readPrintedProject(name, portfolio)).toEqual({ kind: 'one', code: each.code });
  });
});

describe('a printed list of projects', () => {
  it.each([
    ['GLACY and GLACY+', ['GLACY', 'GLACY+']],
    [
      'Cybercrime@Octopus / CyberCrime@Octopus / Octopus Project / Octopus',
      ['Cybercrime@Octopus', 'Octopus Project', ['Cybercrime@Octopus', 'Octopus Project']],
    ],
    ['End-OCSEA@Europe / EndOCSEA@EUROPE / EndOCSEA@Europe', ['EndOCSEA@Europe']],
    ['GLACY+;Cybercrime@Octopus', ['GLACY+', 'Cybercrime@Octopus']],
    ['iPROCEEDS et CyberSouth', ['iPROCEEDS', 'CyberSouth']],
    [
      'iPROCEEDS-2 project targeting crime proceeds on the Internet and securing electronic evidence in South-eastern Europe and Turkey',
      ['iPROCEEDS-2'],
    ],
    ['GLACY, ', ['GLACY']],
  ])('"%s" is %j', (text, codes) => {
    expect(listed(text)).toEqual(codes);
  });
});
