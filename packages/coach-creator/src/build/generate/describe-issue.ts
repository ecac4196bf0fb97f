import * as z from 'zod/mini';

/** What of an issue of a schema says what was asked for: `zod/mini` brings no words along. */
export const issueSchema = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  code: z.string(),
  message: z.string(),
  expected: z.optional(z.string()),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
});

/** An issue in words for the model that has to mend it: `coachName: at most 25.` */
export function describeIssue({
  path,
  code,
  message,
  expected,
  minimum,
  maximum,
}: z.infer<typeof issueSchema>): string {
  const where = path.length === 0 ? 'The input of the tool' : path.join('.');
  if (expected !== undefined && code === 'invalid_type') {
    return `${where}: has to be there, as ${expected}.`;
  }
  if (maximum !== undefined) {
    return `${where}: at most ${maximum}.`;
  }
  return minimum === undefined ? `${where}: ${message}.` : `${where}: at least ${minimum}.`;
}
