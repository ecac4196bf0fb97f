import { randomUUID } from 'node:crypto';
import type { ConverseRequest } from './converse-request.ts';
import type { LocalReply, WireUsage } from './local-model.ts';
import type { InputTokens } from './prompt-cache.ts';
import type { Fault } from './script.ts';
import { ServiceError } from './service-error.ts';
import { tokenize } from './tokenize.ts';

/** A content block cut into the chunks it is sent in. */
export type PlannedBlock =
  | { readonly type: 'text'; readonly chunks: readonly string[] }
  | {
      readonly type: 'toolUse';
      readonly toolUseId: string;
      readonly name: string;
      /** Pieces of the input's JSON. */
      readonly chunks: readonly string[];
    };

/** An answer as it will be sent, before anything midway goes wrong. */
export interface PlannedReply {
  readonly blocks: readonly PlannedBlock[];
  readonly stopReason: string;
  readonly usage: WireUsage;
}

/**
 * Cuts a model's reply into chunks, ends it at `maxTokens` (a chunk counts as a token) and counts its usage.
 * Faults that change the answer itself (`empty`, `stopReason`, a shortened `omit`) are already in the plan.
 *
 * @throws ServiceError `InternalServerException` where the model used a tool that the request does not have.
 */
export function planReply(
  request: ConverseRequest,
  reply: LocalReply,
  { input, fault }: { readonly input: InputTokens; readonly fault: Fault | undefined },
): PlannedReply {
  const content = fault?.kind === 'empty' ? [] : reply.content;
  const whole = content.map((block) => planBlock(request, block));
  const maxTokens = request.inferenceConfig?.maxTokens ?? Number.POSITIVE_INFINITY;
  const shortened = fault?.kind === 'stopReason' || fault?.kind === 'omit' ? fault.afterChunks : undefined;
  const blocks = takeChunks(whole, Math.min(maxTokens, shortened ?? Number.POSITIVE_INFINITY));
  const isCut = countChunks(whole) > maxTokens;
  const usesTool = blocks.some(({ type }) => type === 'toolUse');
  const natural = isCut ? 'max_tokens' : (reply.stopReason ?? (usesTool ? 'tool_use' : 'end_turn'));
  const outputTokens = countChunks(blocks);
  return {
    blocks,
    stopReason: fault?.kind === 'stopReason' ? fault.stopReason : natural,
    usage: {
      inputTokens: input.plain,
      outputTokens,
      totalTokens: input.plain + input.cacheRead + input.cacheWrite + outputTokens,
      cacheReadInputTokens: input.cacheRead,
      cacheWriteInputTokens: input.cacheWrite,
      ...reply.usage,
    },
  };
}

/** How many chunks an answer has. */
export function countChunks(blocks: readonly PlannedBlock[]): number {
  return blocks.reduce((sum, { chunks }) => sum + chunks.length, 0);
}

function planBlock({ toolConfig }: ConverseRequest, block: LocalReply['content'][number]): PlannedBlock {
  if ('text' in block) return { type: 'text', chunks: tokenize(block.text) };
  const { name, input } = block.toolUse;
  if (!toolConfig?.tools.some(({ toolSpec }) => toolSpec?.name === name)) {
    throw new ServiceError(
      'InternalServerException',
      `The local model used the tool "${name}", which was not offered.`,
    );
  }
  const toolUseId = `tooluse_${randomUUID().replaceAll('-', '').slice(0, 22)}`;
  return { type: 'toolUse', toolUseId, name, chunks: tokenize(JSON.stringify(input)) };
}

function takeChunks(blocks: readonly PlannedBlock[], limit: number): PlannedBlock[] {
  const taken: PlannedBlock[] = [];
  let left = limit;
  for (const block of blocks) {
    if (left <= 0) break;
    taken.push({ ...block, chunks: block.chunks.slice(0, left) });
    left -= block.chunks.length;
  }
  return taken;
}
