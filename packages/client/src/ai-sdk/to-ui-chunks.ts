import type { AnswerEffects, CompleteEvent, StopReason } from '@coach-stream/streaming-core/contract';
import type { FinishReason, InferUIMessageChunk } from 'ai';
import { keyOf, toTurnMessages } from '../agents/agent-message.ts';
import type { ClientEvent } from '../turn-stream.ts';
import { type CoachUIMessage, type EffectPart, toEffectParts } from './coach-ui-message.ts';

/** A chunk of the AI SDK's message stream, with our data parts. */
export type CoachUIChunk = InferUIMessageChunk<CoachUIMessage>;

/** Turns events into chunks, and remembers what was sent. */
export interface UiChunks {
  /** The chunks of an event; may be none. */
  readonly of: (event: ClientEvent) => readonly CoachUIChunk[];
}

/**
 * One answer as the AI SDK reads it. Text that is taken back (`restarted`, `retract`) is a `reset-step`: what comes after
 * it takes the place of everything before.
 */
export function createUiChunks(turnId: string): UiChunks {
  const effects = new Map<EffectPart['type'], EffectPart>();
  let hasBegun = false;
  let textParts = 0;
  let textId: string | undefined;
  const open = (): CoachUIChunk[] => {
    if (hasBegun) {
      return [];
    }
    hasBegun = true;
    const start = { type: 'start', messageId: keyOf(turnId, 'assistant'), messageMetadata: { turnId } } as const;
    return [start, { type: 'start-step' }];
  };
  const close = (): CoachUIChunk[] => {
    const id = textId;
    textId = undefined;
    return id === undefined ? [] : [{ type: 'text-end', id }];
  };
  const takeBack = (): CoachUIChunk[] => {
    textId = undefined;
    return [{ type: 'reset-step' }, ...effects.values()];
  };
  const tell = (event: AnswerEffects): EffectPart[] => {
    const news = toEffectParts(event).filter(({ type }) => !effects.has(type));
    for (const part of news) {
      effects.set(part.type, part);
    }
    return news;
  };
  return {
    of(event) {
      switch (event.type) {
        case 'start':
          if (event.status === 'restarted' && hasBegun) {
            effects.clear();
            return takeBack();
          }
          return open();
        case 'contextual':
          return [
            ...open(),
            { type: 'data-contextual', data: { content: event.content, stage: event.stage }, transient: true },
          ];
        case 'metadata':
          return [...open(), ...tell(event)];
        case 'retract':
          return [...open(), ...takeBack()];
        case 'chunk': {
          const begin = open();
          if (textId === undefined) {
            textParts += 1;
            textId = `text-${textParts}`;
            begin.push({ type: 'text-start', id: textId });
          }
          return [...begin, { type: 'text-delta', id: textId, delta: event.content }];
        }
        case 'complete':
          return [...open(), ...tell(event), ...close(), { type: 'finish-step' }, finish(event)];
        default:
          return event satisfies never;
      }
    },
  };
}

function finish(complete: CompleteEvent): CoachUIChunk {
  const { turnId, messageId, status, stopReason, usage, aiMessage } = complete;
  const [, { state }] = toTurnMessages(complete, false);
  return {
    type: 'finish',
    finishReason: status === 'stopped' ? 'interrupted' : toFinishReason(stopReason),
    messageMetadata: { turnId, messageId, createdAt: aiMessage.createdAt, state, stopReason, usage },
  };
}

function toFinishReason(reason: StopReason): FinishReason {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'content_filtered':
    case 'guardrail_intervened':
      return 'content-filter';
    case 'tool_use':
    case 'malformed_model_output':
    case 'malformed_tool_use':
    case 'unknown':
      return 'other';
    default:
      return reason satisfies never;
  }
}
