import type { ServerResponse } from 'node:http';
import { writeJsonError } from '../endpoint/aws-error.ts';
import { isJsonObject, type JsonObject, stringAt } from '../json.ts';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import type { Secret, SecretStore, SecretValue } from './secret-store.ts';

/** What Secrets Manager serves. */
export interface SecretsManagerOptions {
  readonly region: string;
  readonly accountId: string;
  readonly store: SecretStore;
}

const CURRENT = 'AWSCURRENT';

/** An error that Secrets Manager answers. */
interface Refusal {
  readonly code: string;
  readonly message: string;
}

type Answer = { readonly output: JsonObject } | { readonly refusal: Refusal };

/**
 * Secrets Manager over the template's `AWS::SecretsManager::Secret` resources: GetSecretValue and DescribeSecret, by
 * name, ARN or ARN without its suffix.
 *
 * Errors: `ResourceNotFoundException` for an unknown secret, an unknown version and a secret that holds nothing;
 * `InvalidParameterException` without an id; `UnknownOperationException` for any other operation.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function secretsManager({ region, accountId, store }: SecretsManagerOptions): SdkService {
  /** The ARN of the secret that a call names, whether there is one or not. */
  const arnOf = (secretId: string): string =>
    store.find(secretId)?.arn ??
    (secretId.startsWith('arn:') ? secretId : `arn:aws:secretsmanager:${region}:${accountId}:secret:${secretId}`);

  return {
    signingNames: ['secretsmanager'],
    targetPrefixes: ['secretsmanager'],
    permissions: (request) => {
      const secretId = stringAt(inputOf(request), 'SecretId');
      const resource = secretId === undefined ? '*' : arnOf(secretId);
      return [{ action: `secretsmanager:${operationOf(request)}`, resource }];
    },
    deny: (response, message) => refuse(response, { code: 'AccessDeniedException', message }),
    handle: async (request, response) => {
      const answer = answerOf(request, store);
      if ('refusal' in answer) return refuse(response, answer.refusal);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.output));
    },
    close: async () => {},
  };
}

function answerOf(request: SdkRequest, store: SecretStore): Answer {
  const operation = operationOf(request);
  const input = inputOf(request);
  if (operation !== 'GetSecretValue' && operation !== 'DescribeSecret') {
    return refusal('UnknownOperationException', `Secrets Manager's ${operation} is not served here`);
  }
  const secretId = stringAt(input, 'SecretId');
  if (secretId === undefined) return refusal('InvalidParameterException', 'SecretId is required');
  const secret = store.find(secretId);
  if (secret === undefined) {
    return refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return operation === 'GetSecretValue' ? currentValue(secret, input) : { output: describe(secret) };
}

function currentValue(secret: Secret, input: JsonObject): Answer {
  const { value } = secret;
  if (value === undefined || !isAskedFor(value, input)) {
    const label = stringAt(input, 'VersionStage') ?? stringAt(input, 'VersionId') ?? CURRENT;
    return refusal(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for staging label: ${label}`,
    );
  }
  return {
    output: {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: value.versionId,
      SecretString: value.text,
      VersionStages: [CURRENT],
      CreatedDate: value.createdAt / 1_000,
    },
  };
}

/** There is one version here: earlier ones are forgotten. */
function isAskedFor({ versionId }: SecretValue, input: JsonObject): boolean {
  return (
    (stringAt(input, 'VersionStage') ?? CURRENT) === CURRENT &&
    (stringAt(input, 'VersionId') ?? versionId) === versionId
  );
}

function describe({ arn, name, description, createdAt, value }: Secret): JsonObject {
  return {
    ARN: arn,
    Name: name,
    ...(description === undefined ? {} : { Description: description }),
    CreatedDate: createdAt / 1_000,
    ...(value === undefined
      ? {}
      : { LastChangedDate: value.createdAt / 1_000, VersionIdsToStages: { [value.versionId]: [CURRENT] } }),
  };
}

function refusal(code: string, message: string): Answer {
  return { refusal: { code, message } };
}

function refuse(response: ServerResponse, { code, message }: Refusal): void {
  writeJsonError(response, { status: 400, code, message });
}

function operationOf({ headers }: SdkRequest): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}

function inputOf({ body }: SdkRequest): JsonObject {
  const input: unknown = JSON.parse(body.toString('utf8'));
  if (!isJsonObject(input)) throw new TypeError('A Secrets Manager request is a JSON object');
  return input;
}
