import * as z from 'zod';
import { activity } from '../../shared/words/activity.ts';
import { period } from '../../shared/words/period.ts';
import { project } from '../../shared/words/project.ts';
import activities from './activities.json' with { type: 'json' };
import periods from './periods.json' with { type: 'json' };
import projects from './projects.json' with { type: 'json' };

const sampleActivity = z.strictObject({ source: z.string(), note: z.string().optional(), activity });

/**
 * The sample beside this file: the portfolio of C-PROC, its reporting periods, and real activities, each with the
 * source it was read from and a note where that source is irregular. Throws where a file breaks its schema.
 */
export const readSample = () => ({
  projects: z.array(project).parse(projects),
  periods: z.array(period).parse(periods),
  activities: z.array(sampleActivity).parse(activities),
});

/** The id of the partner that posts the activities which a project leads: "GLACY+" gives "glacy-plus". */
export const partnerOf = (projectCode: string): string =>
  projectCode
    .toLowerCase()
    .replaceAll('+', '-plus')
    .replaceAll('@', '-at-')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
