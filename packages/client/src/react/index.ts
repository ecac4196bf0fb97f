export { ANIMATION_FRAMES, type FrameClock } from './frame-clock.ts';
export type { ShownState } from './use-agent-state.ts';
export { type CoachConversationView, useCoachConversation } from './use-coach-conversation.ts';
export { type CoachCreatorView, useCoachCreator } from './use-coach-creator.ts';
export { type PersonaChatView, usePersonaChat } from './use-persona-chat.ts';
export { useStreamingText } from './use-streaming-text.ts';
