import {
  type Retrieval,
  type RetrievalScope,
  retrieve,
  type SemanticIndex,
  type SemanticMatch,
} from '@coach-stream/retrieval';
import type { ConversationRef } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import { alwaysKnown, chooseMemories, MEMORIES_BY_MEANING } from '../memory/choose-memories.ts';
import type { RouterPlan, SearchType } from '../router/router-plan.ts';
import { withinTime } from '../within-time.ts';
import type { KnowledgeReads } from './read-knowledge.ts';
import type { TurnContext } from './turn-context.ts';

/** How long the reads may take once the plan is there, in milliseconds: then the turn goes on without. */
export const READS_DEADLINE_MS = 1_500;

/** What a turn is told of its searches, and readers with `complete`. */
export interface RetrievalFacts {
  /** A search by meaning has found something. */
  readonly used: boolean;
  readonly matches: number;
  /** Characters of what was found. */
  readonly contextLength: number;
  /** Why nothing was. */
  readonly reason?: string;
}

/** What gathering works with. */
export interface GatherOptions {
  readonly ref: ConversationRef;
  readonly plan: RouterPlan;
  /** The message is brief: nothing is looked up. */
  readonly isBrief: boolean;
  readonly reads: KnowledgeReads;
  readonly index: SemanticIndex;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of a read that was late. */
  readonly onFault?: ((what: string, error: unknown) => void) | undefined;
}

/** What was gathered. */
export interface GatheredContext {
  readonly context: TurnContext;
  readonly retrieval: RetrievalFacts;
  /** The memories that the plan has asked for: their use counts. */
  readonly usedMemoryIds: readonly string[];
}

/**
 * Brings together what the plan asks for: both searches at once, beside the reads that have begun before.
 *
 * @returns always, unless the signal aborts: what fails or is late is missing
 * @throws the signal's reason
 */
export async function gatherContext(options: GatherOptions): Promise<GatheredContext> {
  const { ref, plan, isBrief, reads, index, clock, signal, onFault } = options;
  const { needsRetrieval } = plan.memoryProcessing;
  const { needsSemanticSearch, query, searchTypes } = plan.contextNeeds;
  const rerank = plan.processingPriority === 'depth';
  const inTime = <Value>(what: string, read: Promise<Value>, missing: Value): Promise<Value> =>
    withinTime({ timeoutMs: READS_DEADLINE_MS, clock, signal }, () => read).catch((error: unknown) => {
      signal.throwIfAborted();
      onFault?.(what, error);
      return missing;
    });
  const [passages, found, summary, workouts, memories] = await Promise.all([
    needsSemanticSearch
      ? retrieve(index, { text: query, scopes: scopesOf(ref, searchTypes), rerank }, { signal }).then(withoutOwn(ref))
      : undefined,
    needsRetrieval
      ? retrieve(index, { text: query, scopes: [memoryScope(ref)], topK: MEMORIES_BY_MEANING }, { signal })
      : undefined,
    inTime('Reading the summary', reads.summary, undefined),
    inTime('Reading recent workouts', reads.workouts, []),
    inTime('Reading memories', reads.memories, []),
  ]);
  signal.throwIfAborted();
  const now = clock.now();
  const chosen = isBrief ? alwaysKnown(memories, now) : chooseMemories({ memories, found, now });
  return {
    context: { summary, memories: chosen, workouts, passages: passages?.used ? passages.matches : [] },
    retrieval: factsOf([passages, found]),
    usedMemoryIds: needsRetrieval ? chosen.map(({ memoryId }) => memoryId) : [],
  };
}

function memoryScope({ userId, coachId }: ConversationRef): RetrievalScope {
  return { namespace: { kind: 'user', userId }, recordTypes: ['userMemory'], coachId };
}

/** Where each kind of search looks. */
function scopesOf({ userId, coachId }: ConversationRef, searchTypes: readonly SearchType[]): RetrievalScope[] {
  const isAbout = (...types: SearchType[]) => types.some((type) => searchTypes.includes(type));
  const own: RetrievalScope = {
    namespace: { kind: 'user', userId },
    recordTypes: [
      ...(isAbout('workouts', 'progress') ? (['workoutSummary'] as const) : []),
      'conversationSummary',
      'coachCreatorSummary',
    ],
    coachId,
  };
  return isAbout('methodology', 'techniques') ? [own, { namespace: { kind: 'methodology' } }] : [own];
}

/** Leaves out the summary of this very conversation: it is in the prompt already. */
function withoutOwn({ conversationId }: ConversationRef): (retrieval: Retrieval) => Retrieval {
  const isOwn = ({ recordType, entityId }: SemanticMatch) =>
    recordType === 'conversationSummary' && entityId === conversationId;
  return (retrieval) => {
    const matches = retrieval.used ? retrieval.matches.filter((match) => !isOwn(match)) : [];
    if (!retrieval.used || matches.length === retrieval.matches.length) {
      return retrieval;
    }
    const contextLength = matches.reduce((characters, { text }) => characters + text.length, 0);
    return matches.length > 0 ? { used: true, matches, contextLength } : { used: false, reason: 'noMatches' };
  };
}

function factsOf(retrievals: readonly (Retrieval | undefined)[]): RetrievalFacts {
  const made = retrievals.filter((retrieval) => retrieval !== undefined);
  const used = made.filter((retrieval) => retrieval.used);
  if (used.length > 0) {
    return {
      used: true,
      matches: used.reduce((sum, { matches }) => sum + matches.length, 0),
      contextLength: used.reduce((sum, { contextLength }) => sum + contextLength, 0),
    };
  }
  const [first] = made;
  return { used: false, matches: 0, contextLength: 0, reason: first && !first.used ? first.reason : 'notNeeded' };
}
