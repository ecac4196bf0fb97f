import * as z from 'zod/mini';
import { describeIssue, issueSchema } from './describe-issue.ts';

/** The models package's error for an answer in the wrong shape, known by its fields: that package brings AWS along. */
const shapeErrorSchema = z.object({
  name: z.literal('StructuredOutputError'),
  problem: z.enum(['noToolUse', 'schema']),
  cause: z.optional(z.unknown()),
});
const causeSchema = z.object({ issues: z.array(issueSchema) });
const MAX_PROBLEMS = 20;

/**
 * What was wrong with the shape of a model's answer, for the model to mend it.
 *
 * @returns `undefined` where the call failed for another reason
 */
export function readShapeProblems(error: unknown): readonly string[] | undefined {
  const shape = z.safeParse(shapeErrorSchema, error).data;
  if (shape === undefined) {
    return undefined;
  }
  const issues = z.safeParse(causeSchema, shape.cause).data?.issues ?? [];
  const problems = issues.slice(0, MAX_PROBLEMS).map(describeIssue);
  return problems.length > 0
    ? problems
    : ['The tool was not used with an object of its schema. Use it once, and fill in every field.'];
}
