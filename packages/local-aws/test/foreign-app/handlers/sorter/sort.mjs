import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Runs in the background; a parcel for nowhere fails. */
export async function handler({ parcelNumber, depot }) {
  if (depot === 'nowhere') throw new RangeError(`no depot for ${parcelNumber}`);
  console.log('sorting', parcelNumber);
  await documents.send(
    new PutCommand({ TableName: process.env.PARCELS, Item: { parcelNumber, depot, sortedAt: Date.now() } }),
  );
}
