import type { Brief } from './brief.ts';

const MAX_FOUND = 6;
const CONDITIONS =
  /\b(?:asthma|diabetes|high blood pressure|low blood pressure|blood pressure|heart (?:condition|disease|problem|murmur)|arthritis|osteoporosis|epilepsy|migraines?|vertigo|fibromyalgia|hypermobility|(?:inguinal )?hernia|plantar fasciitis|shin splints|(?:neck|hamstring|calf|foot|rib|hand|finger|chest|quad) (?:pain|strain|injury|problems?|tear)|stiff neck|concussion|pregnan(?:t|cy)|surgery|blood thinners|beta blockers|medication)\b/gi;
const DENIED = /\b(?:no|not|never|without|don't|haven't)\b/i;

/** What the answers tell of a body beside what is settled, in a few words each. */
export function otherLimitations({ answers, injuries, lifeStages }: Brief): string[] {
  const clauses = [...answers.values()].join('\n').split(/[.;!?\n]+|\bbut\b/);
  const found = clauses
    .filter((clause) => !DENIED.test(clause))
    .flatMap((clause) => clause.match(CONDITIONS) ?? [])
    .map((condition) => condition.toLowerCase())
    .filter((condition) => !(lifeStages.length > 0 && condition.startsWith('pregnan')))
    .filter((condition) => !injuries.some((area) => condition.includes(area)));
  return [...new Set(found)].slice(0, MAX_FOUND);
}
