import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A model that a function may call. */
export interface CalledModel {
  /** Foundation model id, or the id of an inference profile (`us.…`, `eu.…`, `global.…`). */
  readonly modelId: string;
  /** Regions that the profile routes to; for a foundation model, the one that it is called in. */
  readonly regions: readonly string[];
}

/** An inference profile's id is its geography, a dot, and the foundation model's id. */
const INFERENCE_PROFILE = /^(?<geography>us-gov|us|eu|apac|jp|au|ca|global)\.(?<foundationModelId>.+)$/;

/**
 * Lets a function stream answers of one model (ConverseStream), and nothing else of Bedrock.
 *
 * @param scope a construct of the calling function's stack
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export function grantModelStream(scope: Construct, grantee: IGrantable, model: CalledModel): Grant {
  return grantModel(scope, grantee, { action: 'bedrock:InvokeModelWithResponseStream', model });
}

/**
 * Lets a function have whole answers of one model (Converse), and nothing else of Bedrock.
 *
 * @param scope a construct of the calling function's stack
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export function grantModelCall(scope: Construct, grantee: IGrantable, model: CalledModel): Grant {
  return grantModel(scope, grantee, { action: 'bedrock:InvokeModel', model });
}

/**
 * A call through an inference profile is allowed where both the profile and the foundation model in the region that
 * the call is routed to are: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html.
 */
function grantModel(
  scope: Construct,
  grantee: IGrantable,
  { action, model }: { readonly action: string; readonly model: CalledModel },
): Grant {
  return Grant.addToPrincipal({ grantee, actions: [action], resourceArns: modelArns(Stack.of(scope), model) });
}

function modelArns(stack: Stack, { modelId, regions }: CalledModel): string[] {
  const profile = INFERENCE_PROFILE.exec(modelId)?.groups;
  if (profile === undefined) {
    return regions.map((region) => foundationModelArn(stack, region, modelId));
  }
  const { geography, foundationModelId = '' } = profile;
  const routed = regions.map((region) => foundationModelArn(stack, region, foundationModelId));
  // A global profile may also answer from any commercial region, which its ARN leaves empty.
  const anywhere = geography === 'global' ? [foundationModelArn(stack, '', foundationModelId)] : [];
  return [
    Arn.format(
      {
        service: 'bedrock',
        resource: 'inference-profile',
        resourceName: modelId,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      },
      stack,
    ),
    ...routed,
    ...anywhere,
  ];
}

function foundationModelArn(stack: Stack, region: string, modelId: string): string {
  return Arn.format(
    { service: 'bedrock', region, account: '', resource: 'foundation-model', resourceName: modelId },
    stack,
  );
}
