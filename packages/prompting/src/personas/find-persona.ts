import { PERSONA_IDS, type Persona } from './persona.ts';
import { PERSONAS } from './personas.ts';

/** The built-in persona of this id; `undefined` where there is none. */
export function findPersona(id: string): Persona | undefined {
  return PERSONA_IDS.map((known) => PERSONAS[known]).find((persona) => persona.id === id);
}
