import type { PersonaId } from '@coach-stream/prompting';

/** What somebody trains for, as far as rules can tell. */
export const GOAL_THEMES = [
  'strength',
  'muscle',
  'endurance',
  'conditioning',
  'fatLoss',
  'mobility',
  'health',
  'competition',
] as const;

export type GoalTheme = (typeof GOAL_THEMES)[number];

/** The ids of the methodologies. */
export const METHODOLOGY_IDS = [
  'strength_linear_progression',
  'block_periodization',
  'daily_undulating',
  'conditioning_first',
  'functional_bodybuilding',
  'endurance_polarized',
  'mobility_first',
  'general_physical_preparedness',
  'competition_prep',
  'minimal_equipment',
] as const;

export type MethodologyId = (typeof METHODOLOGY_IDS)[number];

type Level = 'beginner' | 'intermediate' | 'advanced';

/** A public, well-known approach to training. */
export interface Methodology {
  readonly id: MethodologyId;
  readonly name: string;
  /** What it is, in a sentence or two: told to the model that writes the coach. */
  readonly summary: string;
  /** How load changes over time. */
  readonly periodization: string;
  /** How well it serves a theme, 1 to 3; absent: hardly. */
  readonly serves: Readonly<Partial<Record<GoalTheme, number>>>;
  /** Levels that it is made for. */
  readonly levels: readonly Level[];
  /** Sessions a week that it works with, from and to. */
  readonly sessionsPerWeek: readonly [number, number];
  /** How kind it is to somebody with an injury, -2 to 2. */
  readonly careful: number;
  /** How well a persona can teach it, 0 to 5. */
  readonly suits: Readonly<Record<PersonaId, number>>;
  /** Words of which a text about it holds at least one: sources of regular expressions, lower case. */
  readonly marks: readonly string[];
}
