import { findPersona, PERSONA_IDS, PERSONAS, type Persona, type PersonaId } from '@coach-stream/prompting';
import { StreamError } from '@coach-stream/streaming-core';

/** Who answers where nobody was chosen. */
const DEFAULT_PERSONA: PersonaId = 'default';

/** Everybody whom one can chat with, for those who choose. */
export function listPersonas(): Pick<Persona, 'id' | 'description'>[] {
  return PERSONA_IDS.map((id) => ({ id, description: PERSONAS[id].description }));
}

/**
 * The persona that somebody asks for.
 *
 * @param id as it came in a request; `default` where it is absent
 * @throws StreamError `PERSONA_UNKNOWN`, whose fields name those there are
 */
export function requirePersona(id: string = DEFAULT_PERSONA): Persona {
  const persona = findPersona(id);
  if (persona === undefined) {
    const problem = `must be one of ${PERSONA_IDS.join(', ')}`;
    throw new StreamError('PERSONA_UNKNOWN', { fields: [{ path: 'persona', problem }] });
  }
  return persona;
}

/** The persona of a stored chat; `default` where the chat is gone, or its persona is no longer built in. */
export function personaOf({ persona = DEFAULT_PERSONA }: { readonly persona?: string }): Persona {
  return findPersona(persona) ?? PERSONAS[DEFAULT_PERSONA];
}
