import type { ScriptedCoachDraft } from './write-coach.ts';

const FIELDS = [
  'coachName',
  'coachDescription',
  'personalityReasoning',
  'methodologyReasoning',
  'emphasis',
  'programmingFocus',
  'specializations',
  'otherLimitations',
] as const;

/**
 * The coach that is asked for: a new one; or, where a draft was refused, that draft with every field that its problems
 * name written anew and plainly. Where they name none, or there is no draft to be read, all of it is.
 *
 * @param write writes a coach; plainly where it is told so
 */
export function mendCoach(
  fences: ReadonlyMap<string, string>,
  write: (isPlain: boolean) => ScriptedCoachDraft,
): unknown {
  const problems = fences.get('problems');
  if (problems === undefined) {
    return write(false);
  }
  const anew = write(true);
  const draft = readDraft(fences.get('draft'));
  const isNamed = (name: string) => new RegExp(`\\b${name}\\b`).test(problems);
  const prompts = Object.keys(anew.prompts).filter((name) => isNamed(`prompts\\.${name}`));
  const fields = FIELDS.filter(isNamed);
  if (draft === undefined || prompts.length + fields.length === 0) {
    return anew;
  }
  return {
    ...draft,
    ...Object.fromEntries(fields.map((name) => [name, anew[name]])),
    prompts: { ...recordOf(draft.prompts), ...Object.fromEntries(prompts.map((name) => [name, anew.prompts[name]])) },
  };
}

function readDraft(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
