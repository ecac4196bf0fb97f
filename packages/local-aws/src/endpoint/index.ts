export { writeJsonError } from './aws-error.ts';
export { type Credentials, type SdkEndpoint, type SdkEndpointOptions, startSdkEndpoint } from './start-sdk-endpoint.ts';
