import { Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ImageBucket } from '../constructs/image-bucket.ts';
import { dataProtection } from '../data-protection.ts';
import { COACH_TABLE_INDEX } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';

/** What a {@link DataStack} needs. */
export interface DataStackProps extends StackProps {
  readonly stage: StageConfig;
}

/** What outlives every deployment: tables and images. */
export class DataStack extends Stack {
  /** Profiles, coaches, conversations, messages, summaries, memories and workouts; keys in packages/store. */
  readonly coachTable: TableV2;
  /** Turns, for 30 days at most: states, logs, results; keys in packages/store. */
  readonly turnsTable: TableV2;
  readonly imageBucket: ImageBucket;

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
      // Sparse: only items with its keys are in it, such as workouts by their time.
      globalSecondaryIndexes: [
        {
          indexName: COACH_TABLE_INDEX,
          partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
          sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: protection.pointInTimeRecovery },
    });
    // What a restore would bring back is settled into the coach table or expired.
    this.turnsTable = new TableV2(this, 'TurnsTable', { ...common, timeToLiveAttribute: 'expiresAt' });
    this.imageBucket = new ImageBucket(this, 'ImageBucket', { stage: props.stage });
  }
}
