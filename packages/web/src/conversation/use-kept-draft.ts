import { useEffect, useRef } from 'react';
import { useApp } from '../app/app-context.ts';
import { readDraft, wasTaken, writeDraft } from './kept-draft.ts';
import type { ChatAgent, ChatState } from './turn-view.ts';

/**
 * Keeps what is being written over a reload, until it is sent and taken.
 *
 * @param name of the conversation, among all that is written to
 */
export function useKeptDraft(agent: ChatAgent, state: ChatState, name: string): void {
  const { storage } = useApp();
  const { draft, status, isLoading, messages } = state;
  const key = `draft.${name}`;
  const restored = useRef(readDraft(storage.get(key)));
  useEffect(() => {
    const kept = readDraft(storage.get(key));
    restored.current = kept;
    if (kept && agent.getSnapshot().draft === '') {
      agent.setDraft(kept.text);
    }
  }, [agent, storage, key]);
  useEffect(() => {
    const sending = messages.findLast(({ state: sent }) => sent === 'sending')?.content;
    const isSending = status === 'sending' && draft === '' && sending !== undefined;
    storage.set(key, writeDraft({ text: isSending ? sending : draft, isSending }));
  }, [draft, status, messages, storage, key]);
  useEffect(() => {
    const kept = restored.current;
    if (kept === undefined || isLoading || messages.length === 0) {
      return;
    }
    restored.current = undefined;
    const lastSaid = messages.findLast(({ role }) => role === 'user')?.content;
    if (wasTaken(kept, lastSaid) && agent.getSnapshot().draft === kept.text) {
      agent.setDraft('');
    }
  }, [agent, isLoading, messages]);
}
