import type { LocalModel } from '@coach-stream/local-aws/bedrock';
import { forcedTool } from '@coach-stream/local-aws/bedrock';
import { answer } from './answer.ts';
import { readCreatorPrompt } from './creator/creator-prompt.ts';
import { creatorReply } from './creator/creator-reply.ts';
import { extractWorkout } from './extract-workout.ts';
import type { JsonSchema } from './fill-schema.ts';
import { fitSchema } from './fit-schema.ts';
import { type Prompt, readPrompt } from './read-prompt.ts';
import { route } from './route.ts';
import { summarize } from './summarize.ts';
import { title } from './title.ts';
import { readBrief } from './writing/brief.ts';
import { mendCoach } from './writing/mend-coach.ts';
import { writeCoach } from './writing/write-coach.ts';

/** Fills in a tool by what it has understood, not by the schema alone. */
type Filler = (prompt: Prompt) => unknown;

/** A tool is filled in by a small quick model; its plan is waited for before every answer. */
const TOOL_PACE = { firstTokenMs: 120, tokenMs: 0.2 };
/** A whole coach is written by a large model, in the background; slow enough to be seen at work. */
const WRITING_PACE = { firstTokenMs: 300, tokenMs: 1.5 };

/**
 * A model without a network: the same request gets the same answer. It reads the prompt and the tool's schema as a
 * model would, and knows no rule of the product beyond what stands there.
 */
export const scriptedCoach: LocalModel = {
  respond(request) {
    const prompt = readPrompt(request);
    const tool = forcedTool(request);
    if (tool === undefined) {
      const interview = readCreatorPrompt(prompt);
      return { content: [{ text: interview === undefined ? answer(prompt) : creatorReply(interview) }] };
    }
    const schema: JsonSchema = tool.inputSchema;
    const input = fitSchema(schema, fillerFor(schema)?.(prompt), prompt.message);
    const pace = isOfCoach(schema) ? WRITING_PACE : TOOL_PACE;
    return { content: [{ toolUse: { name: tool.name, input } }], pace };
  },
};

/** Who fills in a tool, told by the fields of its input; `undefined` for one that it does not know. */
function fillerFor(schema: JsonSchema): Filler | undefined {
  const { properties = {} } = schema;
  if (isOfCoach(schema)) {
    return (prompt) => mendCoach(prompt.fences, (isPlain) => writeCoach(readBrief(prompt.fences), isPlain));
  }
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

function isOfCoach({ properties = {} }: JsonSchema): boolean {
  return 'coachName' in properties && 'prompts' in properties;
}
