import type { ServerResponse } from 'node:http';
import { writeJsonError } from '../endpoint/aws-error.ts';
import { isJsonObject, type JsonObject, stringAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import { InvalidParameterError, ParameterStore } from './parameter-store.ts';

/** What Parameter Store starts with. */
export interface SsmOptions {
  readonly region: string;
  readonly accountId: string;
  /** The app's resources: its parameters are served, others are passed over. */
  readonly resources: readonly Resource[];
}

/**
 * Parameter Store over the template's `AWS::SSM::Parameter` resources: GetParameter, GetParameters and PutParameter. What
 * is put stands until the run ends.
 *
 * Errors: `ParameterNotFound`; `ParameterAlreadyExists` without `Overwrite`; `ValidationException` for a value that is
 * missing or longer than a standard parameter's; `UnknownOperationException` for any other operation.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function ssmParameters({ region, accountId, resources }: SsmOptions): SdkService {
  const arnOf = (name: string): string =>
    name.startsWith('arn:') ? name : `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
  const store = new ParameterStore(resources, arnOf);

  return {
    signingNames: ['ssm'],
    targetPrefixes: ['AmazonSSM'],
    permissions: (request) => {
      const names = namesOf(inputOf(request));
      const action = `ssm:${operationOf(request)}`;
      return (names.length === 0 ? ['*'] : names).map((name) => ({ action, resource: arnOf(name) }));
    },
    deny: (response, message) => refuse(response, 'AccessDeniedException', message),
    handle: async (request, response) => {
      const operation = operationOf(request);
      const input = inputOf(request);
      const names = namesOf(input);
      const found = names.flatMap((name) => store.find(name) ?? []);
      switch (operation) {
        case 'GetParameters':
          return answer(response, {
            Parameters: found,
            InvalidParameters: names.filter((name) => store.find(name) === undefined),
          });
        case 'GetParameter': {
          const [parameter] = found;
          if (parameter === undefined) {
            return refuse(response, 'ParameterNotFound', `Parameter ${names[0]} not found.`);
          }
          return answer(response, { Parameter: parameter });
        }
        case 'PutParameter':
          try {
            return answer(response, { Version: store.put(input), Tier: 'Standard' });
          } catch (error) {
            if (!(error instanceof InvalidParameterError)) throw error;
            return refuse(response, error.code, error.message);
          }
        default:
          return refuse(response, 'UnknownOperationException', `SSM's ${operation} is not served here`);
      }
    },
    close: async () => {},
  };
}

function answer(response: ServerResponse, output: JsonObject): void {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(output));
}

function refuse(response: ServerResponse, code: string, message: string): void {
  writeJsonError(response, { status: 400, code, message });
}

function namesOf(input: JsonObject): readonly string[] {
  const name = stringAt(input, 'Name');
  return name === undefined ? (Array.isArray(input.Names) ? stringsOf(input.Names) : []) : [name];
}

function operationOf({ headers }: SdkRequest): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}

function inputOf({ body }: SdkRequest): JsonObject {
  const input: unknown = JSON.parse(body.toString('utf8'));
  if (!isJsonObject(input)) throw new TypeError('An SSM request is a JSON object');
  return input;
}
