export { type FunctionConfig, functionConfigs } from './function-config.ts';
export { FunctionError } from './function-error.ts';
export { parseFunctionFault } from './function-fault.ts';
export { type InvocationResponse, PRELUDE_CONTENT_TYPE } from './invocation.ts';
export { LambdaHost } from './lambda-host.ts';
export { lambdaService } from './lambda-service.ts';
export { logRefusal } from './log-permissions.ts';
export { MalformedPreludeError, readMetadata } from './response-metadata.ts';
export { sendToDestination } from './send-to-destination.ts';
