import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { dataProtection } from '../data-protection.ts';
import { UPLOADS_PREFIX } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { CORS } from './cors.ts';

/** What an {@link ImageBucket} needs. */
export interface ImageBucketProps {
  readonly stage: StageConfig;
}

/** How long an image that was overwritten or deleted can be brought back, where data is kept. */
const KEPT_VERSION_DAYS = 30;

/**
 * The images that people show their coach. A browser puts and gets them by presigned address, under a user's own prefix,
 * and functions read them.
 */
export class ImageBucket extends Bucket {
  constructor(scope: Construct, id: string, { stage }: ImageBucketProps) {
    const { hasOwnKey, hasVersions, removalPolicy } = dataProtection(stage.data);
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: hasOwnKey ? BucketEncryption.KMS_MANAGED : BucketEncryption.S3_MANAGED,
      bucketKeyEnabled: hasOwnKey,
      enforceSSL: true,
      versioned: hasVersions,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(hasVersions && {
            noncurrentVersionExpiration: Duration.days(KEPT_VERSION_DAYS),
            expiredObjectDeleteMarker: true,
          }),
        },
      ],
      cors: [
        {
          allowedOrigins: [...stage.allowedOrigins],
          // An `<img>` gets its image without CORS.
          allowedMethods: [HttpMethods.PUT],
          // The only header of an upload that a browser asks about: the length it sets itself.
          allowedHeaders: ['content-type'],
          maxAge: CORS.maxAge.toSeconds(),
        },
      ],
      removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Reads and writes are signed by functions whose logs tell them; CloudTrail data events can be switched on.',
    });
  }

  /** Lets a function sign addresses under which uploads are put: whoever has one acts with the function's role. */
  grantUpload(grantee: IGrantable & IConstruct): void {
    this.grantUploads(grantee, 's3:PutObject');
  }

  /**
   * Lets a function read uploads, and sign addresses under which they are read. It may not list: for one that is not
   * there, S3 answers 403.
   */
  grantDownload(grantee: IGrantable & IConstruct): void {
    this.grantUploads(grantee, 's3:GetObject');
  }

  /** Lets a function find all uploads of a user and delete them. */
  grantRemoval(grantee: IGrantable & IConstruct): void {
    this.grantUploads(grantee, 's3:DeleteObject');
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${UPLOADS_PREFIX}*` } },
    });
  }

  private grantUploads(grantee: IGrantable & IConstruct, action: string): void {
    const uploads = `${UPLOADS_PREFIX}*`;
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [this.arnForObjects(uploads)] });
    Validations.of(grantee).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${this.exportedArn()}/${uploads}]`,
      reason: 'Every user has a folder of their own there; handlers check that a key is in the folder of its user.',
    });
  }

  /** The name by which other stacks import this bucket's ARN, and cdk-nag names what they may do. */
  private exportedArn(): string {
    const stack = Stack.of(this);
    return stack.resolve(stack.exportValue(this.bucketArn))['Fn::ImportValue'];
  }
}
