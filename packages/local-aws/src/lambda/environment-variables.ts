import type { FunctionConfig } from './function-config.ts';
import { logStreamName } from './log-stream-name.ts';

/** Keys that an environment signs its SDK calls with; they tell the endpoint which function calls. */
export interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What {@link environmentVariables} adds to the function's own configuration. */
export interface EnvironmentVariablesInput {
  readonly config: FunctionConfig;
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string;
  readonly endpointUrl: string;
  readonly credentials: EnvironmentCredentials;
  /** Base under which `/<pool id>/.well-known/jwks.json` is served over loopback HTTP. */
  readonly jwksUrl: string | undefined;
  /** Addresses on this machine by the origins of the internet that they stand for. */
  readonly origins: Readonly<Record<string, string>> | undefined;
  /** Milliseconds by which the function's time of day is ahead of this machine's. */
  readonly clockOffsetMs: number;
}

/**
 * The environment of a function's process: Lambda's own variables, the function's, and nothing of this machine's.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentVariables(input: EnvironmentVariablesInput): Readonly<Record<string, string>> {
  const { config, credentials } = input;
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
    TZ: ':UTC',
    ...config.variables,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_DEFAULT_REGION: config.region,
    AWS_REGION: config.region,
    AWS_ENDPOINT_URL: input.endpointUrl,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: config.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: config.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(),
    AWS_LAMBDA_RUNTIME_API: input.runtimeApi,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    // No daemon listens; trace headers say "not sampled", so nothing is sent
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: config.codeDirectory,
    _HANDLER: config.handler,
    LOCAL_AWS_CLOCK_OFFSET_MS: String(input.clockOffsetMs),
    ...(input.jwksUrl === undefined ? {} : { LOCAL_AWS_JWKS_URL: input.jwksUrl }),
    ...(input.origins === undefined ? {} : { LOCAL_AWS_ORIGINS: JSON.stringify(input.origins) }),
  };
}
