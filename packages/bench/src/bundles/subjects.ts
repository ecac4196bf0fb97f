import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleAlias } from '@coach-stream/infra/bundling/bundle-settings';
import { CONTENDER_NAMES, type ContenderName, moduleUrl } from '../contenders/index.ts';

/** Something whose bundle is measured. */
export interface BundleSubject {
  readonly name: string;
  readonly entry: string;
  readonly external?: readonly string[];
  /** Packages that others stand in for. */
  readonly alias?: Readonly<Record<string, string>>;
}

const { resolve } = createRequire(import.meta.url);

/** The clients that a streaming function cannot do without, and the commands that it sends. */
export const BARE_CLIENTS = 'Bedrock and DynamoDB clients';
/** The deployed function. */
export const WHOLE_FUNCTION = 'stream-coach-conversation, whole';
/** The handler's core without any SDK. */
export const HANDLER_CORE = 'handler core';

const clients: BundleSubject = {
  name: BARE_CLIENTS,
  entry: `
    import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
    import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
    import { GetCommand, DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
    export const clients = [new BedrockRuntimeClient({}), DynamoDBDocumentClient.from(new DynamoDBClient({}))];
    export const commands = [ConverseCommand, ConverseStreamCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand];
  `,
};

const core = (extraImport: string, verifier: string) => `
  import { defineStream${extraImport} } from '@coach-stream/streaming-core';
  import { conversationTurnBodySchema } from '@coach-stream/streaming-core/contract';
  export const createHandler = (operations) => defineStream({
    route: 'coachConversationStream', body: conversationTurnBodySchema, verifier: ${verifier}, ...operations,
  });
`;

/** Everything that is bundled: the contenders' handlers, the core, the whole function, the clients it needs. */
export const BUNDLE_SUBJECTS: readonly BundleSubject[] = [
  ...CONTENDER_NAMES.map((name) => ({ name, entry: contenderEntry(name) })),
  { name: HANDLER_CORE, entry: core('', 'globalThis.verifier') },
  {
    name: `${HANDLER_CORE} and token verifier`,
    entry: core(', createCognitoVerifier', "createCognitoVerifier({ userPoolId: 'us-east-1_A', clientId: 'a' })"),
  },
  clients,
  {
    name: WHOLE_FUNCTION,
    entry: `export { handler } from ${JSON.stringify(resolve('@coach-stream/functions/stream-coach-conversation/handler.ts'))};`,
    alias: bundleAlias(['bedrock']),
  },
];

function contenderEntry(name: ContenderName): string {
  return `
    import { createHandler } from ${JSON.stringify(fileURLToPath(moduleUrl(name)))};
    export const handler = createHandler(() => ({ tokens: [], paceMs: null }));
  `;
}
