export { type DynamoDbFault, DynamoDbFaults } from './dynamodb-faults.ts';
export { type DynamoDb, type DynamoDbOptions, startDynamoDb } from './start-dynamodb.ts';
