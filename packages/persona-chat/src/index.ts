export { answeredBy } from './chat-effects.ts';
export type { ChatPorts } from './chat-ports.ts';
export { type ChatTurn, conductChatTurn } from './conduct-chat-turn.ts';
export { listPersonas, personaOf, requirePersona } from './personas.ts';
export { refusalOfChat } from './refusal-of-chat.ts';
export { startChat } from './start-chat.ts';
