import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { dataProtection } from '../data-protection.ts';
import { INDEX_KEY_LOGICAL_ID } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';

/** What a {@link SemanticIndexAccess} needs. */
export interface SemanticIndexAccessProps {
  readonly stage: StageConfig;
}

/**
 * The way to the stage's semantic index: where it is, and the secret that its key is kept in.
 *
 * The stack makes the secret with a random text in the place of the key, so that no key is ever in a template, and its
 * ARN is known whole; the platform team puts the key there (infra/README.md). Deployments leave it as it is.
 */
export class SemanticIndexAccess extends Construct {
  /** The variable `RETRIEVAL` of functions that use the index: JSON. */
  readonly variable: string;
  private readonly key: Secret | undefined;

  constructor(scope: Construct, id: string, { stage: { retrieval, data } }: SemanticIndexAccessProps) {
    super(scope, id);
    if (retrieval.kind === 'none') {
      this.variable = JSON.stringify(retrieval);
      return;
    }
    this.key = new Secret(this, 'Key', {
      description: "Pinecone's API key: put it here by hand. A random text stands in its place until then.",
      removalPolicy: dataProtection(data).removalPolicy,
    });
    Validations.of(this.key).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Only Pinecone makes a new key; functions notice within minutes that another one was put.',
    });
    this.variable = Stack.of(this).toJsonString({ ...retrieval, keySecretId: this.key.secretArn });
    new CfnOutput(this, 'KeySecret', {
      value: this.key.secretArn,
      description: "The secret that Pinecone's API key is put into.",
    }).overrideLogicalId(INDEX_KEY_LOGICAL_ID);
  }

  /** Lets a function read the key, where the stage has an index. */
  grantUse(grantee: IGrantable): void {
    if (this.key !== undefined) {
      const resourceArns = [this.key.secretArn];
      Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns });
    }
  }
}
