import * as z from 'zod';
import type { Names } from './text.ts';

/**
 * Groups of countries and regions that sources name without listing countries. A group is counted as itself
 * and never expanded into members: nobody said that every member took part.
 */
const groups = new Map<string, Names>([
  ['AFRICA', { en: 'Africa', fr: 'Afrique' }],
  ['AMERICAS', { en: 'Americas', fr: 'Amériques' }],
  ['ARAB_STATES', { en: 'Arab States', fr: 'États arabes' }],
  [
    'ASEAN',
    { en: 'Association of Southeast Asian Nations', fr: 'Association des nations de l’Asie du Sud-Est' },
  ],
  ['ASIA_PACIFIC', { en: 'Asia-Pacific', fr: 'Asie-Pacifique' }],
  ['AU', { en: 'African Union', fr: 'Union africaine' }],
  ['CARIBBEAN', { en: 'Caribbean', fr: 'Caraïbes' }],
  ['CARICOM', { en: 'Caribbean Community', fr: 'Communauté des Caraïbes' }],
  ['COE', { en: 'Council of Europe', fr: 'Conseil de l’Europe' }],
  ['COMMONWEALTH', { en: 'Commonwealth of Nations', fr: 'Commonwealth des nations' }],
  [
    'CPLP',
    { en: 'Community of Portuguese Language Countries', fr: 'Communauté des pays de langue portugaise' },
  ],
  ['EASTERN_PARTNERSHIP', { en: 'Eastern Partnership', fr: 'Partenariat oriental' }],
  [
    'ECOWAS',
    {
      en: 'Economic Community of West African States',
      fr: 'Communauté économique des États de l’Afrique de l’Ouest',
    },
  ],
  ['EU', { en: 'European Union', fr: 'Union européenne' }],
  ['EUROPE', { en: 'Europe', fr: 'Europe' }],
  [
    'FOPREL',
    {
      en: 'Forum of Presidents of Legislatures of Central America, the Caribbean and Mexico',
      fr: 'Forum des présidents des pouvoirs législatifs d’Amérique centrale, des Caraïbes et du Mexique',
    },
  ],
  ['LATIN_AMERICA', { en: 'Latin America', fr: 'Amérique latine' }],
  ['NETWORK_24_7', { en: '24/7 Network of contact points', fr: 'Réseau 24/7 de points de contact' }],
  ['OAS', { en: 'Organization of American States', fr: 'Organisation des États américains' }],
  [
    'OIF',
    {
      en: 'International Organisation of La Francophonie',
      fr: 'Organisation internationale de la Francophonie',
    },
  ],
  ['PACIFIC', { en: 'Pacific', fr: 'Pacifique' }],
  ['PILON', { en: 'Pacific Islands Law Officers’ Network', fr: 'Réseau des juristes des îles du Pacifique' }],
  ['SOUTH_EAST_EUROPE', { en: 'South-Eastern Europe', fr: 'Europe du Sud-Est' }],
  ['SOUTHERN_NEIGHBOURHOOD', { en: 'Southern Neighbourhood', fr: 'Voisinage méridional' }],
  [
    'TCY',
    {
      en: 'Parties and observers of the Cybercrime Convention Committee (T-CY)',
      fr: 'Parties et observateurs du Comité de la Convention sur la cybercriminalité (T-CY)',
    },
  ],
  ['WEST_AFRICA', { en: 'West Africa', fr: 'Afrique de l’Ouest' }],
]);

/** The code of a group: known or not (an unknown one is taken with a warning, and shown by its code). */
export const groupCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,31}$/, { error: 'is not a group code such as "CARICOM"' })
  .meta({ description: 'The code of a group of countries.', examples: ['CARICOM'] });

/** What texts call groups besides their codes and names. */
const abbreviations: [written: string, code: string][] = [
  ['ANASE', 'ASEAN'],
  ['CEDEAO', 'ECOWAS'],
  ['OEA', 'OAS'],
  ['T-CY', 'TCY'],
  ['UE', 'EU'],
];

/** Every group that the register has names for. */
export const groupCodes = (): { code: string; names: Names }[] =>
  [...groups].map(([code, names]) => ({ code, names }));

/** How groups are written: by their codes, their names in both languages, and their abbreviations. */
export const groupSpellings = (): [written: string, code: string][] => [
  ...[...groups].flatMap(([code, { en, fr }]) =>
    [code, en, fr].map((written): [string, string] => [written, code]),
  ),
  ...abbreviations,
];

/** Whether the register has names for the group. */
export const isKnownGroup = (code: string): boolean => groups.has(code);

/** The names of a group; an unknown group is shown by its code. */
export const groupNames = (code: string): Names => groups.get(code) ?? { en: code, fr: code };
