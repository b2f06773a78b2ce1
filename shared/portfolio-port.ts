import type { Period } from './words/period.ts';
import type { Project } from './words/project.ts';

/** A place of the portfolio: how often it was written, 1, 2, 3 ..., and what it holds; undefined once that was deleted. */
export type Kept<Held> = { revision: number; held: Held | undefined };

export interface Portfolio {
  project(code: string): Promise<Kept<Project> | undefined>;
  /** The projects that are not deleted. */
  projects(): Promise<Project[]>;
  /**
   * Puts a project (undefined: deletes it) if the place is still in the revision `seen` (0: was never written); false
   * if it is not.
   */
  replaceProject(code: string, seen: number, project: Project | undefined): Promise<boolean>;
  period(id: string): Promise<Kept<Period> | undefined>;
  /** The periods that are not deleted. */
  periods(): Promise<Period[]>;
  /** Puts or deletes a period, as `replaceProject` does a project. */
  replacePeriod(id: string, seen: number, period: Period | undefined): Promise<boolean>;
}
