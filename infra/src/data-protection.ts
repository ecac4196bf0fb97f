import { RemovalPolicy } from 'aws-cdk-lib';
import type { StageConfig } from './stage-config.ts';

/** How a stage's stacks and stateful resources are protected. */
export interface DataProtection {
  /** Whether CloudFormation refuses to delete the stack. */
  readonly terminationProtection: boolean;
  /** Whether DynamoDB and Cognito refuse to delete the resource. */
  readonly deletionProtection: boolean;
  /** Whether tables can be restored to any second of the last 35 days. */
  readonly pointInTimeRecovery: boolean;
  /** Whether an image that was overwritten or deleted can be brought back. */
  readonly hasVersions: boolean;
  /** Whether data is encrypted by a key of the account, whose every use is in CloudTrail, instead of the service's own. */
  readonly hasOwnKey: boolean;
  /** What happens to the resource when it leaves the template. */
  readonly removalPolicy: RemovalPolicy;
}

/** The protection that a stage's `data` setting stands for: everything, or nothing. */
export function dataProtection(data: StageConfig['data']): DataProtection {
  const isKept = data === 'kept';
  return {
    terminationProtection: isKept,
    deletionProtection: isKept,
    pointInTimeRecovery: isKept,
    hasVersions: isKept,
    hasOwnKey: isKept,
    removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  };
}
