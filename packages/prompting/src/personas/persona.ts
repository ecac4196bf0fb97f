/** The ids of the built-in personas. */
export const PERSONA_IDS = ['fitness_coach', 'calm_coach', 'drill_sergeant', 'personal_trainer', 'default'] as const;

export type PersonaId = (typeof PERSONA_IDS)[number];

/** A manner of coaching. */
export interface Persona {
  readonly id: PersonaId;
  /** One line for people who choose. */
  readonly description: string;
  /** What somebody says who would like such a coach: sources of regular expressions, lower case. */
  readonly wishes: readonly string[];
  /** What such a coach never says: sources of regular expressions, lower case. */
  readonly outOfCharacter: readonly string[];
  /** The texts that make a model this persona, in the second person. */
  readonly prompts: {
    readonly personality: string;
    readonly motivation: string;
    readonly communicationStyle: string;
  };
}
