// CommonJS, and the SDK of the runtime
const { DynamoDBClient, GetItemCommand, QueryCommand, ScanCommand } = require('@aws-sdk/client-dynamodb');
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const { GetParameterCommand, SSMClient } = require('@aws-sdk/client-ssm');

const dynamo = new DynamoDBClient({});
const lambda = new LambdaClient({});
const ssm = new SSMClient({});
const { PARCELS, SORTER, DEPOT_PARAMETER } = process.env;

/** PUT /parcels/{number}, GET /parcels/{number}, GET /depots/{depot}, GET /everything (which the role refuses). */
exports.open = awslambda.streamifyResponse(async (event, responseStream) => {
  const respond = (statusCode, contentType) =>
    awslambda.HttpResponseStream.from(responseStream, { statusCode, headers: { 'Content-Type': contentType } });
  const { method } = event.requestContext.http;
  const [, kind, name] = event.rawPath.split('/');
  try {
    if (method === 'PUT') return await take(name, event, respond(202, 'text/plain'));
    const items = await find(kind, decodeURIComponent(name ?? ''));
    const body = respond(200, 'application/json');
    body.write(JSON.stringify(items));
    body.end();
  } catch (error) {
    const body = respond(500, 'text/plain');
    body.write(`${error.name}: ${error.message}`);
    body.end();
  }
});

/** Streams what happens to the parcel; its sorting goes on after the answer. */
async function take(parcelNumber, event, body) {
  body.write(`received ${parcelNumber}\n`);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: DEPOT_PARAMETER }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const depot = event.queryStringParameters?.depot ?? Parameter.Value;
  body.write(`goes to ${depot}\n`);
  const { StatusCode } = await lambda.send(
    new InvokeCommand({
      FunctionName: SORTER,
      InvocationType: 'Event',
      Payload: JSON.stringify({ parcelNumber, depot }),
    }),
  );
  console.log('handed over', parcelNumber, StatusCode);
  body.write('handed over\n');
  body.end();
}

async function find(kind, name) {
  if (kind === 'parcels') {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: PARCELS, Key: { parcelNumber: { S: name } } }));
    return Item === undefined ? [] : [Item];
  }
  if (kind === 'depots') {
    const { Items } = await dynamo.send(
      new QueryCommand({
        TableName: PARCELS,
        IndexName: 'by-depot',
        KeyConditionExpression: 'depot = :depot',
        ExpressionAttributeValues: { ':depot': { S: name } },
      }),
    );
    return Items;
  }
  const { Items } = await dynamo.send(new ScanCommand({ TableName: PARCELS }));
  return Items;
}
