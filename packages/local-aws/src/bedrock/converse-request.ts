import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';
import { ServiceError } from './service-error.ts';

const cachePointSchema = z.looseObject({ type: z.string() });

/** Blocks other than these (images, tool results, guarded text) are kept as they came. */
const contentBlockSchema = z.looseObject({
  text: z.optional(z.string()),
  cachePoint: z.optional(cachePointSchema),
});

const toolSchema = z.looseObject({
  toolSpec: z.optional(
    z.looseObject({
      name: z.string(),
      description: z.optional(z.string()),
      inputSchema: z.looseObject({ json: z.record(z.string(), z.unknown()) }),
    }),
  ),
  cachePoint: z.optional(cachePointSchema),
});

const toolChoiceSchema = z.looseObject({
  tool: z.optional(z.looseObject({ name: z.string() })),
  any: z.optional(z.looseObject({})),
  auto: z.optional(z.looseObject({})),
});

/** Body of Converse and ConverseStream. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */
const bodySchema = z.looseObject({
  system: z.optional(z.array(contentBlockSchema)),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant']), content: z.array(contentBlockSchema) })),
  inferenceConfig: z.optional(
    z.looseObject({
      maxTokens: z.optional(z.int().check(z.positive())),
      temperature: z.optional(z.number()),
      topP: z.optional(z.number()),
      stopSequences: z.optional(z.array(z.string())),
    }),
  ),
  toolConfig: z.optional(z.looseObject({ tools: z.array(toolSchema), toolChoice: z.optional(toolChoiceSchema) })),
});

type ConverseBody = z.infer<typeof bodySchema>;
export type ContentBlock = z.infer<typeof contentBlockSchema>;
export type Operation = 'Converse' | 'ConverseStream';

/** One call as a local model sees it: the wire's JSON, with who asks for what. */
export interface ConverseRequest {
  /** The caller's name: a function's logical id. */
  readonly function: string;
  readonly operation: Operation;
  /** Model id, inference profile id or ARN, decoded. */
  readonly modelId: string;
  readonly system: readonly ContentBlock[];
  readonly messages: ConverseBody['messages'];
  readonly inferenceConfig?: ConverseBody['inferenceConfig'];
  readonly toolConfig?: ConverseBody['toolConfig'];
}

/** A tool that the request makes the model use. */
export interface RequestedTool {
  readonly name: string;
  readonly description: string | undefined;
  /** JSON schema of the tool's input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** The tool that `toolChoice` forces (by name, or the only one under `any`), else `undefined`. */
export function forcedTool(request: Pick<ConverseRequest, 'toolConfig'>): RequestedTool | undefined {
  const { toolConfig } = request;
  const specs = toolConfig?.tools.flatMap(({ toolSpec }) => (toolSpec === undefined ? [] : [toolSpec])) ?? [];
  const choice = toolConfig?.toolChoice;
  const spec = choice?.any === undefined ? specs.find(({ name }) => name === choice?.tool?.name) : specs[0];
  return spec && { name: spec.name, description: spec.description, inputSchema: spec.inputSchema.json };
}

/** The operation and the model id of a path such as `/model/{id}/converse-stream`, or `undefined`. */
export function parseConversePath(path: string): { modelId: string; operation: Operation } | undefined {
  const match = /^\/model\/([^/]+)\/(converse|converse-stream)$/.exec(path);
  if (match?.[1] === undefined) return undefined;
  try {
    return {
      modelId: decodeURIComponent(match[1]),
      operation: match[2] === 'converse' ? 'Converse' : 'ConverseStream',
    };
  } catch {
    return undefined;
  }
}

/**
 * Reads a call's body and holds it to the rules that Bedrock holds it to.
 *
 * @throws ServiceError `ValidationException` that names the field.
 */
export function parseConverseBody(body: Uint8Array): ConverseBody {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ServiceError('ValidationException', 'The request body is not valid JSON.');
  }
  const checked = checkSchema(bodySchema, json);
  if ('problems' in checked) {
    throw new ServiceError('ValidationException', `Malformed input request: ${checked.problems.join('; ')}`);
  }
  const problem = conversationProblem(checked.value);
  if (problem !== undefined) throw new ServiceError('ValidationException', problem);
  return checked.value;
}

/** Most cache points in one request. https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html */
const MAX_CACHE_POINTS = 4;

function conversationProblem({ messages, system = [], toolConfig }: ConverseBody): string | undefined {
  if (messages[0]?.role !== 'user') return 'A conversation must start with a user message.';
  if (messages.at(-1)?.role !== 'user') return 'The conversation must end with a user message.';
  for (const [index, message] of messages.entries()) {
    if (index > 0 && messages[index - 1]?.role === message.role) {
      return `A conversation must alternate between user and assistant roles: messages.${index} does not.`;
    }
    if (message.content.length === 0) return `The content of messages.${index} is empty.`;
    const blank = message.content.findIndex(isBlank);
    if (blank >= 0) return `The text field in the ContentBlock object at messages.${index}.content.${blank} is blank.`;
  }
  const blank = system.findIndex(isBlank);
  if (blank >= 0) return `The text field in the SystemContentBlock object at system.${blank} is blank.`;
  const blocks = [...(toolConfig?.tools ?? []), ...system, ...messages.flatMap(({ content }) => content)];
  const cachePoints = blocks.filter(({ cachePoint }) => cachePoint !== undefined).length;
  if (cachePoints > MAX_CACHE_POINTS)
    return `Found ${cachePoints} cache points, at most ${MAX_CACHE_POINTS} may be set.`;
  const choice = toolConfig?.toolChoice?.tool?.name;
  if (choice !== undefined && forcedTool({ toolConfig }) === undefined) {
    return `toolChoice names the tool "${choice}", which toolConfig.tools does not hold.`;
  }
  return undefined;
}

function isBlank({ text }: ContentBlock): boolean {
  return text !== undefined && text.trim() === '';
}
