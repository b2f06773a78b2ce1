import * as z from 'zod';
import { projectCode } from './project.ts';
import { line } from './text.ts';

/** The identifier of a partner, part of the name of each of its activities: "glacy-plus". */
export const partnerId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,38}$/, { error: 'is not an id such as "glacy-plus"' })
  .meta({ description: 'The id of a partner.', examples: ['glacy-plus'] });

/**
 * An organisation that posts activities. `projects` limits it to activities that name at least one of them
 * (absent: no limit); `office` marks the partner that owns the portfolio.
 */
export const partner = z.strictObject({
  id: partnerId,
  name: line(200),
  office: z.boolean(),
  projects: z.array(projectCode).min(1).optional(),
});
export type Partner = z.infer<typeof partner>;
