export { type CoachChatTransportOptions, createCoachChatTransport } from './coach-chat-transport.ts';
export {
  type CoachDataParts,
  type CoachMessageMetadata,
  type CoachUIMessage,
  toUiMessages,
} from './coach-ui-message.ts';
