import type { Permission, SdkRequest } from '../sdk-service.ts';
import { type Operation, parseConversePath } from './converse-request.ts';

/** Regions that an inference profile of a geography may route to. */
const ROUTED_REGIONS: Readonly<Record<string, readonly string[]>> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
  apac: ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  global: [],
};

const ACTIONS: Readonly<Record<Operation, string>> = {
  Converse: 'bedrock:InvokeModel',
  ConverseStream: 'bedrock:InvokeModelWithResponseStream',
};

/**
 * What a call needs of the caller's role: the action on the model, or on the inference profile and on the model in
 * every region the profile routes to (for a `global.` profile, in the caller's region and without a region).
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export function bedrockPermissions(request: SdkRequest): readonly Permission[] {
  const call = parseConversePath(request.path);
  if (call === undefined) return [];
  const action = ACTIONS[call.operation];
  const region = signedRegion(request);
  const account = request.caller.arn.split(':')[4] ?? '';
  const profile = profileOf(call.modelId, { region, account });
  if (profile === undefined) {
    const isArn = call.modelId.startsWith('arn:');
    return [{ action, resource: isArn ? call.modelId : modelArn(region, call.modelId) }];
  }
  const routed = profile.geography === 'global' ? [region, ''] : (ROUTED_REGIONS[profile.geography] ?? []);
  const conditionValues = { 'bedrock:InferenceProfileArn': [profile.arn] };
  return [
    { action, resource: profile.arn },
    ...routed.map((to) => ({ action, resource: modelArn(to, profile.modelId), conditionValues })),
  ];
}

function profileOf(
  id: string,
  { region, account }: { region: string; account: string },
): { arn: string; geography: string; modelId: string } | undefined {
  const profileId = id.startsWith('arn:') ? (/:inference-profile\/(.+)$/.exec(id)?.[1] ?? '') : id;
  const [geography = '', ...rest] = profileId.split('.');
  if (!Object.hasOwn(ROUTED_REGIONS, geography)) return undefined;
  const arn = id.startsWith('arn:') ? id : `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`;
  return { arn, geography, modelId: rest.join('.') };
}

function modelArn(region: string, modelId: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
}

/** Region in the signature's credential scope: `AWS4-HMAC-SHA256 Credential=<key>/<day>/<region>/bedrock/aws4_request`. */
function signedRegion(request: SdkRequest): string {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'us-east-1';
}
