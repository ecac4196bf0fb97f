import { Duration, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { dataProtection } from '../data-protection.ts';
import type { StageConfig } from '../stage-config.ts';

/** What a {@link WebBucket} needs. */
export interface WebBucketProps {
  readonly stage: StageConfig;
}

/**
 * The files of the hosted web app. Only its distribution reads them; a deployment puts them, and every one of them can be
 * built again: there are no versions to go back to.
 */
export class WebBucket extends Bucket {
  constructor(scope: Construct, id: string, { stage }: WebBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // A key of the account's that S3 manages would keep CloudFront out.
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: dataProtection(stage.data).removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds what everybody may read, and only deployments write.',
    });
  }

  /** Never one of S3's own. CDK's `Bucket` leaves that undefined, and is no `IBucket` to a strict compiler. */
  override get isWebsite(): boolean {
    return false;
  }
}
