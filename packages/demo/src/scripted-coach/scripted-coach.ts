import type { LocalModel } from '@coach-stream/local-aws/bedrock';
import { forcedTool } from '@coach-stream/local-aws/bedrock';
import { answer } from './answer.ts';
import { extractWorkout } from './extract-workout.ts';
import type { JsonSchema } from './fill-schema.ts';
import { fitSchema } from './fit-schema.ts';
import { type Prompt, readPrompt } from './read-prompt.ts';
import { route } from './route.ts';
import { summarize } from './summarize.ts';
import { title } from './title.ts';

/** Fills in a tool by what it has understood, not by the schema alone. */
type Filler = (prompt: Prompt) => unknown;

/** A tool is filled in by a small quick model; its plan is waited for before every answer. */
const TOOL_PACE = { firstTokenMs: 120, tokenMs: 0.2 };

/**
 * A model without a network: the same request gets the same answer. It reads the prompt and the tool's schema as a
 * model would, and knows no rule of the product beyond what stands there.
 */
export const scriptedCoach: LocalModel = {
  respond(request) {
    const prompt = readPrompt(request);
    const tool = forcedTool(request);
    if (tool === undefined) {
      return { content: [{ text: answer(prompt) }] };
    }
    const schema: JsonSchema = tool.inputSchema;
    const input = fitSchema(schema, fillerFor(schema)?.(prompt), prompt.message);
    return { content: [{ toolUse: { name: tool.name, input } }], pace: TOOL_PACE };
  },
};

/** Who fills in a tool, told by the fields of its input; `undefined` for one that it does not know. */
function fillerFor({ properties = {} }: JsonSchema): Filler | undefined {
  if ('userIntent' in properties) {
    return route;
  }
  if ('exercises' in properties) {
    return extractWorkout;
  }
  if ('narrative' in properties) {
    return summarize;
  }
  return 'title' in properties && Object.keys(properties).length === 1 ? title : undefined;
}
