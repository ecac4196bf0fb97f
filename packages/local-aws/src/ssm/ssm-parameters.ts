import { writeJsonError } from '../endpoint/aws-error.ts';
import { isJsonObject, type JsonObject, stringAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { SdkRequest, SdkService } from '../sdk-service.ts';

/** What Parameter Store starts with. */
export interface SsmOptions {
  readonly region: string;
  readonly accountId: string;
  /** The app's resources: its parameters are served, others are passed over. */
  readonly resources: readonly Resource[];
}

const FIRST_VERSION = 1;

/**
 * Parameter Store over the template's `AWS::SSM::Parameter` resources: GetParameter and GetParameters, read only.
 *
 * Errors: `ParameterNotFound`; `UnknownOperationException` for any other operation.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function ssmParameters({ region, accountId, resources }: SsmOptions): SdkService {
  const arnOf = (name: string): string =>
    name.startsWith('arn:') ? name : `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
  const parameters = new Map(
    resources
      .filter(({ type }) => type === 'AWS::SSM::Parameter')
      .map(({ ref, properties }): [string, JsonObject] => [
        arnOf(ref),
        {
          Name: ref,
          Type: stringAt(properties, 'Type') ?? 'String',
          Value: stringAt(properties, 'Value') ?? '',
          Version: FIRST_VERSION,
          ARN: arnOf(ref),
          DataType: stringAt(properties, 'DataType') ?? 'text',
        },
      ]),
  );

  return {
    signingNames: ['ssm'],
    targetPrefixes: ['AmazonSSM'],
    permissions: (request) => {
      const names = namesOf(inputOf(request));
      const action = `ssm:${operationOf(request)}`;
      return (names.length === 0 ? ['*'] : names).map((name) => ({ action, resource: arnOf(name) }));
    },
    deny: (response, message) => writeJsonError(response, { status: 400, code: 'AccessDeniedException', message }),
    handle: async (request, response) => {
      const operation = operationOf(request);
      const names = namesOf(inputOf(request));
      const found = names.flatMap((name) => parameters.get(arnOf(name)) ?? []);
      const answer = (output: JsonObject): void => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(output));
      };
      if (operation === 'GetParameters') {
        return answer({ Parameters: found, InvalidParameters: names.filter((name) => !parameters.has(arnOf(name))) });
      }
      if (operation !== 'GetParameter') {
        const message = `SSM's ${operation} is not served here`;
        return writeJsonError(response, { status: 400, code: 'UnknownOperationException', message });
      }
      const [parameter] = found;
      if (parameter === undefined) {
        const message = `Parameter ${names[0]} not found.`;
        return writeJsonError(response, { status: 400, code: 'ParameterNotFound', message });
      }
      answer({ Parameter: parameter });
    },
    close: async () => {},
  };
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
