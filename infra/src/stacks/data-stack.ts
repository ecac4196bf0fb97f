import { Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { dataProtection } from '../data-protection.ts';
import type { StageConfig } from '../stage-config.ts';

/** What a {@link DataStack} needs. */
export interface DataStackProps extends StackProps {
  readonly stage: StageConfig;
}

/** What outlives every deployment: the tables. */
export class DataStack extends Stack {
  /** Profiles, coaches, conversations and messages; keys in packages/store. */
  readonly coachTable: TableV2;
  /** Turns, for 30 days at most: states, logs, results; keys in packages/store. */
  readonly turnsTable: TableV2;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    const protection = dataProtection(props.stage.data);
    super(scope, id, { ...props, terminationProtection: protection.terminationProtection });

    const common = {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: protection.hasOwnKey ? TableEncryptionV2.awsManagedKey() : TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection: protection.deletionProtection,
      removalPolicy: protection.removalPolicy,
    };
    this.coachTable = new TableV2(this, 'CoachTable', {
      ...common,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: protection.pointInTimeRecovery },
    });
    // What a restore would bring back is settled into the coach table or expired.
    this.turnsTable = new TableV2(this, 'TurnsTable', { ...common, timeToLiveAttribute: 'expiresAt' });
  }
}
