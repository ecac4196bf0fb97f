import type { StageOrigins } from '@coach-stream/web/build';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { WebBucket } from '../constructs/web-bucket.ts';
import { WebDistribution } from '../constructs/web-distribution.ts';
import { dataProtection } from '../data-protection.ts';
import { WEB_ADDRESS_LOGICAL_ID, WEB_BUCKET_LOGICAL_ID } from '../names.ts';
import type { HostedWeb, StageConfig } from '../stage-config.ts';

/** What a {@link WebStack} needs. */
export interface WebStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly web: HostedWeb;
  /** Origins that the app has to do with: its content security policy names these and no other. */
  readonly origins: StageOrigins;
}

/**
 * Where the web app of a stage is hosted: a private bucket and the distribution before it. `npm run deploy` puts the files
 * there, behind the stacks: one of them is the stage's outputs file.
 */
export class WebStack extends Stack {
  constructor(scope: Construct, id: string, props: WebStackProps) {
    const { stage, web, origins } = props;
    super(scope, id, { ...props, terminationProtection: dataProtection(stage.data).terminationProtection });

    const bucket = new WebBucket(this, 'Bucket', { stage });
    const distribution = new WebDistribution(this, 'Distribution', { stage, bucket, domain: web.domain, origins });

    const address = `https://${web.domain?.name ?? distribution.distributionDomainName}`;
    new CfnOutput(this, 'Address', { value: address }).overrideLogicalId(WEB_ADDRESS_LOGICAL_ID);
    new CfnOutput(this, 'BucketName', { value: bucket.bucketName }).overrideLogicalId(WEB_BUCKET_LOGICAL_ID);
  }
}
