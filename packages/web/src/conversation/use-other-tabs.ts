import { useEffect, useRef } from 'react';
import type { ChatAgent, ChatState } from './turn-view.ts';

const CHANNEL = 'coach-stream.turns';

/**
 * Shows an answer that another tab has asked for, as it is written.
 *
 * @param name of the conversation, among all that is written to
 */
export function useOtherTabs(agent: ChatAgent, { status }: Pick<ChatState, 'status'>, name: string): void {
  const channel = useRef<BroadcastChannel>(undefined);
  useEffect(() => {
    const opened = new BroadcastChannel(CHANNEL);
    channel.current = opened;
    opened.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === name && !agent.getSnapshot().isStreaming) {
        void agent.resume();
      }
    };
    return () => opened.close();
  }, [agent, name]);
  useEffect(() => {
    // The server has the turn: it can be watched.
    if (status === 'streaming') {
      channel.current?.postMessage(name);
    }
  }, [status, name]);
}
