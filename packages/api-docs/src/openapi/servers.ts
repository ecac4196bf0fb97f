import type { OperationServer } from '@coach-stream/streaming-core/contract';

/** A server object of OpenAPI; `x-outputs` names the field of the outputs file that holds its address. */
export interface ServerObject {
  readonly url: string;
  readonly description: string;
  readonly variables: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
  readonly 'x-outputs': string;
}

const REGION = { default: 'us-east-1', description: "The stage's region." };

/** Where each route is served. A stage's own addresses are in its outputs file. */
export const SERVERS: Readonly<Record<OperationServer, ServerObject>> = {
  api: {
    url: 'https://{apiId}.execute-api.{region}.amazonaws.com/{stage}',
    description: 'The REST API: `api` of the outputs file.',
    variables: {
      apiId: { default: 'api-id', description: "The API's id." },
      region: REGION,
      stage: { default: 'prod', description: "The stage's name." },
    },
    'x-outputs': 'api',
  },
  coachConversation: functionUrl('coachConversation', 'conversations with a coach'),
  coachCreatorSession: functionUrl('coachCreatorSession', 'coach creator sessions'),
  personaChat: functionUrl('personaChat', 'the persona chat'),
};

function functionUrl(name: Exclude<OperationServer, 'api'>, what: string): ServerObject {
  return {
    url: 'https://{urlId}.lambda-url.{region}.on.aws',
    description: `The Function URL of ${what}: \`streams.${name}\` of the outputs file.`,
    variables: { urlId: { default: 'url-id', description: "The Function URL's id." }, region: REGION },
    'x-outputs': `streams.${name}`,
  };
}
