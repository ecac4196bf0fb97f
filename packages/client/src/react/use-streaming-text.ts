import { useCallback, useSyncExternalStore } from 'react';
import type { AgentSource } from './agent-source.ts';
import { ANIMATION_FRAMES, type FrameClock } from './frame-clock.ts';

/**
 * The text of the answer that is being written; empty where none is. However fast tokens come, it renders once a frame:
 * use it in a component of its own, so that the messages around it are not rendered with it.
 *
 * @param frames Default: `requestAnimationFrame`
 */
export function useStreamingText(
  agent: AgentSource<{ readonly streamingMessage: string }>,
  frames: FrameClock = ANIMATION_FRAMES,
): string {
  const subscribe = useCallback(
    (onChange: () => void) => {
      let cancel: (() => void) | undefined;
      const leave = agent.subscribe((change) => {
        if (change === 'text') {
          cancel ??= frames.request(() => {
            cancel = undefined;
            onChange();
          });
          return;
        }
        cancel?.();
        cancel = undefined;
        onChange();
      });
      return () => {
        leave();
        cancel?.();
      };
    },
    [agent, frames],
  );
  const getText = useCallback(() => agent.getSnapshot().streamingMessage, [agent]);
  return useSyncExternalStore(subscribe, getText, getText);
}
