import { basename, posix } from 'node:path';

/** A file of the project, its path from the root. */
export type Source = { path: string; text: string };
export type Import = { target: string; typeOnly: boolean };

const code = ['shared', 'functions', 'infra', 'client', 'cli', 'local', 'website'];

/**
 * What a file imports and re-exports: files by their path from the root, packages by name. A dynamic import of
 * what only the running program knows is "(computed)". Examples in docstrings are not imports.
 */
export function importsOf({ path, text }: Source): Import[] {
  const plain = text.replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
  const stated = /^(?:import|export)\b(?<type>\s+type\b)?(?:[^'"`;=]*\bfrom)?\s*'(?<named>[^']+)'/gm;
  const dynamic = /\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?(?:'(?<named>[^']+)'\s*\))?/g;
  return [...plain.matchAll(stated), ...plain.matchAll(dynamic)].map(({ groups = {} }) => {
    const { named = '(computed)', type } = groups;
    const target = named.startsWith('.') ? posix.join(posix.dirname(path), named) : named;
    return { target, typeOnly: type !== undefined };
  });
}

/**
 * What the files of each room may import, the most particular room first. In shared/ the arrows run words <- figures,
 * exports, checks <- intake, recording, feed <- api, readers, and words <- log <- feed, readers. Functions are known to
 * infra by path and to local by bundle. Decision 0028.
 */
const rooms: readonly [room: string, allowed: RegExp][] = [
  ['shared/words/', inShared('words')],
  ['shared/figures/', inShared('words|figures')],
  ['shared/log/', inShared('words|log')],
  ['shared/exports/', inShared('words|figures|exports')],
  ['shared/ports.ts', inShared('words|figures')],
  ['shared/checks/', inShared('words|checks', true)],
  ['shared/intake/', inShared('words|checks|intake', true)],
  ['shared/feed/', inShared('words|figures|exports|checks|log|feed', true)],
  ['shared/recording/', inShared('words|figures|checks|feed|recording', true)],
  ['shared/api/', inShared('words|figures|exports|checks|intake|recording|feed|api', true)],
  ['shared/readers/', inShared('words|figures|exports|checks|intake|recording|log|feed|readers', true)],
  ['functions/http/', /^(?:shared\/.+|functions\/http\/.+|@middy\/.+|negotiator|node:.+|zod)$/],
  ['functions/aws/', /^(?:shared\/.+|functions\/(?:aws\/.+|config\.ts)|@aws-sdk\/.+|node:.+|zod)$/],
  ['functions/', /^(?:(?:shared|functions|@aws-sdk|@middy)\/.+|node:.+|zod)$/],
  [
    'infra/',
    /^(?:shared\/api\/contract\.ts|shared\/checks\/problem\.ts|shared\/words\/limits\.ts|infra\/.+|cdk\.json|aws-cdk-lib(?:\/.+)?|constructs|cdk-nag|node:.+|zod)$/,
  ],
  ['client/build.ts', /^(?:shared\/api\/openapi\.ts|esbuild|json-schema-to-typescript|node:.+)$/],
  ['client/src/', /^(?:client\/src\/.+|shared\/words\/limits\.ts)$/],
  ['local/', /^(?:(?:shared|local|@aws-sdk)\/.+|fauxqs|negotiator|node:.+|zod|\(computed\))$/],
  [
    'cli/',
    /^(?:(?:shared|client|cli|local|functions\/aws|@aws-sdk)\/.+|csv-parse\/sync|read-excel-file\/node|@commander-js\/extra-typings|ora|package\.json|node:.+|zod)$/,
  ],
  // It knows nothing but the public feed.
  ['website/', /^website\/.+$/],
  ['tests/', /./],
];
function inShared(these: string, ports = false): RegExp {
  return new RegExp(`^(?:shared/(?:${these})/.+${ports ? '|shared/ports\\.ts' : ''}|zod)$`);
}
/** The room in which a file is, by the beginning of its path; undefined for one that is in none. */
export const roomOf = (path: string): string | undefined =>
  rooms.find(([room]) => path.startsWith(room))?.[0];
const mayImport = (path: string): RegExp => rooms.find(([room]) => path.startsWith(room))?.[1] ?? /^$/;
const onlyTypes: Record<string, RegExp> = {
  functions: /^aws-lambda$/,
  local: /^aws-lambda$/,
  client: /^(?:shared\/.+|zod)$/,
  website: /^shared\/feed\/documents\.ts$/,
};

/** The imports that go the wrong way, each as "importer -> imported". */
export const strayImports = (files: readonly Source[]): string[] =>
  files.flatMap((file) => {
    const folder = file.path.split('/')[0] ?? '';
    return importsOf(file)
      .filter(
        ({ target, typeOnly }) =>
          !mayImport(file.path).test(target) && !(typeOnly && onlyTypes[folder]?.test(target)),
      )
      .map(({ target }) => `${file.path} -> ${target}`);
  });

/** The circles among files, each as the list of its files from the first by name; imports of types count. */
export function circlesOf(files: readonly Source[]): string[] {
  const edges = new Map(files.map((file) => [file.path, importsOf(file).map(({ target }) => target)]));
  const done = new Set<string>();
  const circles = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.add(fromTheFirst(trail.slice(trail.indexOf(path))).join(' -> '));
    if (trail.includes(path) || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return [...circles];
}
function fromTheFirst(circle: readonly string[]): string[] {
  const first = circle.indexOf([...circle].sort()[0] ?? '');
  return [...circle.slice(first), ...circle.slice(0, first)];
}

/** What is wrong with the name or the text of a file, each as "path: what". */
export const faultsOf = ({ path, text }: Source): string[] => {
  const folder = path.split('/')[0] ?? '';
  const rules: [string, boolean][] = [
    ['has over 400 lines', code.includes(folder) && text.split('\n').length > 401],
    [
      'is named after nothing',
      /^(?:utils?|helpers?|common|types|constants|managers?|index|misc|shared)\./.test(basename(path)),
    ],
    ['is not in kebab-case', !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?\.ts$/.test(basename(path))],
    [
      'imports zod otherwise than as z',
      [...text.matchAll(/^(?:import|export)\b[^'";]*'zod'/gm)].some(
        ([statement]) => !/^import (?:type\b|\* as z\b)/.test(statement),
      ),
    ],
    [
      'reads the environment',
      ['shared', 'functions'].includes(folder) &&
        path !== 'functions/config.ts' &&
        /\bprocess\.env\b/.test(text),
    ],
    [
      'asks for the time or for chance',
      folder === 'shared' &&
        /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/.test(text),
    ],
    ['leaves something to be done', /\bTO[D]O\b|\bFIX[M]E\b/.test(text)],
  ];
  return rules.filter(([, broken]) => broken).map(([what]) => `${path}: ${what}`);
};
