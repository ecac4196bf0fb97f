import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

/** Keeps the record of an asynchronous invocation that failed for good. */
export const handler = async ({ requestPayload, responsePayload }) => {
  const Item = {
    parcelNumber: { S: requestPayload.parcelNumber },
    depot: { S: 'lost-and-found' },
    sortedAt: { N: '0' },
    reason: { S: `${responsePayload.errorType}: ${responsePayload.errorMessage}` },
  };
  await client.send(new PutItemCommand({ TableName: process.env.PARCELS, Item }));
};
