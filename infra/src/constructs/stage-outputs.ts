import { OUTPUTS_VERSION, type Outputs } from '@coach-stream/streaming-core/contract';
import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import type { FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { OUTPUTS_LOGICAL_ID, outputsParameterName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import type { CoachRestApi } from './coach-rest-api.ts';
import type { CoachUserPool } from './coach-user-pool.ts';

/** What {@link StageOutputs} tells. */
export interface StageOutputsProps {
  readonly stage: StageConfig;
  readonly userPool: CoachUserPool;
  /** The Function URLs, by what they stream. */
  readonly streams: Readonly<Record<keyof Outputs['streams'], FunctionUrl>>;
  readonly restApi: CoachRestApi;
}

/** What a frontend needs of this stage, as JSON of the contract's `outputsSchema`: a stack output and an SSM parameter. */
export class StageOutputs extends Construct {
  constructor(scope: Construct, id: string, { stage, userPool, streams, restApi }: StageOutputsProps) {
    super(scope, id);
    const outputs: Outputs = {
      version: OUTPUTS_VERSION,
      stage: stage.name,
      region: stage.region,
      streams: {
        coachConversation: withoutTrailingSlash(streams.coachConversation.url),
        coachCreatorSession: withoutTrailingSlash(streams.coachCreatorSession.url),
        personaChat: withoutTrailingSlash(streams.personaChat.url),
      },
      api: restApi.url,
      auth: { userPoolId: userPool.userPoolId, clientId: userPool.clientId, issuer: userPool.issuer },
      features: { streaming: true },
    };
    const value = Stack.of(this).toJsonString(outputs);

    new CfnOutput(this, 'Value', { value }).overrideLogicalId(OUTPUTS_LOGICAL_ID);
    new StringParameter(this, 'Parameter', {
      parameterName: outputsParameterName(stage.name),
      stringValue: value,
      description: 'What a frontend needs of this stage: the outputs contract, version 1.',
    });
  }
}

/** A Function URL is `https://host/`: its scheme and host, for a route's path to be appended. */
export function withoutTrailingSlash(url: string): string {
  const [scheme, host] = [0, 2].map((index) => Fn.select(index, Fn.split('/', url)));
  return `${scheme}//${host}`;
}
