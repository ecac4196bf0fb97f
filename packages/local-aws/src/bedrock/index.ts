export type { ModelCall } from './call-log.ts';
export type { Clock } from './clock.ts';
export { type ConverseRequest, forcedTool, type RequestedTool } from './converse-request.ts';
export { type BedrockOptions, createBedrock, type ModelControl } from './create-bedrock.ts';
export type { LocalModel, LocalReply, ReplyBlock, WireUsage } from './local-model.ts';
export { type Fault, InvalidScriptError } from './script.ts';
export { type BedrockServer, startBedrockServer } from './start-bedrock-server.ts';
