import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Assembly,
  DEFAULT_ACCOUNT_ID,
  DEFAULT_REGION,
  describeGaps,
  readCloudAssembly,
  resolveAssembly,
  roleStatements,
  type SynthesizedStack,
} from './assembly/index.ts';
import { createBedrock, type LocalModel } from './bedrock/index.ts';
import { startCognito } from './cognito/index.ts';
import { controlHandler, type HttpHandler, MainServer } from './control/index.ts';
import { startDynamoDb } from './dynamodb/index.ts';
import { type Credentials, startSdkEndpoint } from './endpoint/index.ts';
import { FunctionUrl, serveFunctionUrls } from './function-url/index.ts';
import { listenInOrder } from './http-origin.ts';
import { decide } from './iam/index.ts';
import { stringAt } from './json.ts';
import {
  type FunctionConfig,
  functionConfigs,
  LambdaHost,
  lambdaService,
  logRefusal,
  sendToDestination,
} from './lambda/index.ts';
import { LocalClock } from './local-clock.ts';
import { type LocalPinecone, startPinecone } from './pinecone/index.ts';
import { restApiServers, serveRestApis } from './rest-api/index.ts';
import { createS3 } from './s3/index.ts';
import { Schedules } from './schedules/index.ts';
import type { Caller } from './sdk-service.ts';
import { SecretStore, secretsManager } from './secrets-manager/index.ts';
import { Shutdown } from './shutdown.ts';
import { createSqs } from './sqs/index.ts';
import { ssmParameters } from './ssm/index.ts';

/** The address that Pinecone's client has built in. */
const PINECONE_ORIGIN = 'https://api.pinecone.io';

/** What {@link startLocalAws} runs. */
export interface LocalAwsOptions {
  /** Folder of the synthesized app, with its `manifest.json`. */
  readonly assemblyDir: string;
  /** Where tables, users, keys and logs are kept between runs; made with mode 0700 where absent. */
  readonly dataDir: string;
  /** Port of the main address on loopback; 0 takes any. */
  readonly port: number;
  /**
   * Ports of the Function URLs and behind them of the REST APIs. `following`: those after the main one, so that
   * addresses stay the same (the default); `any`: free ones.
   */
  readonly functionUrlPorts?: 'following' | 'any';
  /** What answers Bedrock calls. */
  readonly model: LocalModel;
  /**
   * Milliseconds before each further try of an asynchronous invocation that failed; the last one counts for all after
   * it. Default, as on AWS: one minute, then two.
   */
  readonly asyncRetryDelaysMs?: readonly number[];
  /**
   * Values of secrets by the begin of their logical ids, in place of what the template says: where the app is handed the
   * key of a service that runs here, too. Default: none.
   */
  secrets?(services: { readonly pineconeApiKey: string }): Readonly<Record<string, string>>;
  /** Values of secrets that the app names and does not make, by their names. Default: none. */
  readonly outsideSecrets?: Readonly<Record<string, string>>;
  /** Told one line a step, and what is not served. */
  onProgress?(line: string): void;
}

/** A running app. */
export interface LocalRun {
  /** Main address, such as `http://127.0.0.1:4000`: the control routes and what is mounted. */
  readonly address: string;
  /** Value of `AWS_ENDPOINT_URL` for SDK calls from outside the app. */
  readonly endpointUrl: string;
  /** The app with every intrinsic resolved: resources, outputs. */
  readonly assembly: Assembly;
  /** Address of each Function URL, ending in `/`, by its function's logical id. */
  readonly functionUrls: Readonly<Record<string, string>>;
  /** Address of each stage of each REST API, such as `http://127.0.0.1:4002/prod/`, by the API's logical id and stage. */
  readonly restApiUrls: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Keys that may do anything: for seeds and command lines. */
  readonly operatorCredentials: Credentials;
  readonly lambda: LambdaHost;
  /** Pinecone on this machine, which functions reach at its own address. */
  readonly pinecone: Pick<LocalPinecone, 'url' | 'apiKey'>;
  /** Adds a handler to the main address, after the control routes. */
  mount(handler: HttpHandler): void;
  /** Ends every process and server within three seconds; further calls wait for the first. */
  stop(): Promise<void>;
}

/**
 * Runs a synthesized CDK app on this machine.
 *
 * @throws AssemblyError when the app cannot be read or resolved, and the system's error when the port is in use
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalRun> {
  const shutdown = new Shutdown();
  try {
    return await start(options, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function start(options: LocalAwsOptions, shutdown: Shutdown): Promise<LocalRun> {
  const { model, onProgress = () => undefined } = options;
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const stacks = readCloudAssembly(resolve(options.assemblyDir));
  const { accountId, region } = stacks[0] ?? { accountId: DEFAULT_ACCOUNT_ID, region: DEFAULT_REGION };
  onProgress(`read ${stacks.map(({ name }) => name).join(', ')}`);

  const mainServer = new MainServer();
  await mainServer.listen(options.port);
  shutdown.add(() => mainServer.close());
  // They listen before their addresses are needed
  const urls = new Map(keysOf(stacks, 'AWS::Lambda::Url').map((key) => [key, new FunctionUrl()]));
  const restApis = restApiServers(stacks);
  const origins = [...urls.values(), ...restApis.servers.values()];
  await listenInOrder(origins, options.functionUrlPorts === 'any' ? 0 : mainServer.port + 1);
  shutdown.add(() => Promise.all(origins.map((origin) => origin.close())));
  const clock = new LocalClock();
  const endpoint = await startSdkEndpoint({ services: [], progress: onProgress, now: clock.now });
  shutdown.add(() => endpoint.close());
  const assembly = resolveAssembly(stacks, {
    functionUrl: (stackName, logicalId) => urls.get(`${stackName}.${logicalId}`)?.url ?? '',
    localOrigins: new Map([
      ...restApis.localOrigins(),
      ...stacks.map((stack) => [`https://sqs.${stack.region}.amazonaws.com`, endpoint.url] as const),
    ]),
  });
  for (const line of describeGaps(assembly)) onProgress(line);

  const { resources } = assembly;
  const dynamoDb = await startDynamoDb({ dataDir: join(dataDir, 'dynamodb'), region, accountId });
  shutdown.add(() => dynamoDb.close());
  await dynamoDb.createTables(resources);
  endpoint.serve(dynamoDb);
  onProgress('tables are ready');
  const bedrock = createBedrock({ model });
  shutdown.add(() => bedrock.close());
  endpoint.serve(bedrock);

  const sqs = createSqs({ region, accountId, endpointUrl: endpoint.url, resources, now: clock.now });
  shutdown.add(() => sqs.close());
  endpoint.serve(sqs);
  const s3 = createS3({ dataDir: join(dataDir, 's3'), resources, now: clock.now });
  shutdown.add(() => s3.close());
  endpoint.serve(s3);

  const pinecone = await startPinecone({ dataDir: join(dataDir, 'pinecone') });
  shutdown.add(() => pinecone.close());
  const secrets = new SecretStore({
    dataDir: join(dataDir, 'secrets'),
    resources,
    values: options.secrets?.({ pineconeApiKey: pinecone.apiKey }) ?? {},
    outside: Object.entries(options.outsideSecrets ?? {}).map(([name, text]) => ({
      arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-local0`,
      text,
    })),
    now: clock.now,
  });
  endpoint.serve(secretsManager({ region, accountId, store: secrets }));

  let jwksUrl: string | undefined;
  const lambda = new LambdaHost({
    functions: functionConfigs(assembly, join(dataDir, 'inline-code')),
    logDirectory: join(dataDir, 'logs'),
    endpointUrl: endpoint.url,
    jwksUrl: () => jwksUrl,
    origins: { [PINECONE_ORIGIN]: pinecone.url },
    clock,
    credentials: (config) => endpoint.registerCaller(callerOf(assembly, config)),
    logRefusal: (config) => refusalOfLog(assembly, config, onProgress),
    ...(options.asyncRetryDelaysMs === undefined ? {} : { asyncRetryDelaysMs: options.asyncRetryDelaysMs }),
    onAsyncFailure: (failure) =>
      sendToDestination(
        {
          host: lambda,
          sendToQueue: (arn, body, attributes) => sqs.send(arn, body, attributes),
          mayCall: (config, permission) =>
            decide(roleStatements(assembly, config.roleArn).statements, permission) === 'allowed',
          now: clock.now,
        },
        failure,
        onProgress,
      ),
  });
  shutdown.addFirst(() => lambda.close());
  for (const { logicalId, notRunnable } of lambda.functions) {
    if (notRunnable !== undefined) onProgress(`${logicalId} cannot run here: ${notRunnable}`);
  }
  const cognito = await startCognito({
    dataDir: join(dataDir, 'cognito'),
    region,
    resources,
    now: clock.now,
    invokeTrigger: (functionArn, event) => lambda.invoke(functionArn, event, { type: 'RequestResponse' }),
  });
  shutdown.add(() => cognito.close());
  endpoint.serve(cognito);
  jwksUrl = cognito.jwksUrl;
  endpoint.serve(ssmParameters({ region, accountId, resources }));
  endpoint.serve(lambdaService({ host: lambda, region, accountId }));

  const schedules = new Schedules({ assembly, host: lambda, now: clock.now, onProgress });
  shutdown.add(() => schedules.close());

  const functionUrls = serveFunctionUrls(urls, { assembly, host: lambda, now: clock.now });
  const restApiUrls = serveRestApis(restApis.servers, {
    assembly,
    host: lambda,
    readToken: (token) => cognito.readToken(token),
    now: clock.now,
    onProgress,
  });
  const setRestDown = (transport: 'rest' | 'restStream') => (isDown: boolean) => {
    for (const api of restApis.servers.values()) api.setTransportDown(transport, isDown);
  };
  mainServer.mount(
    controlHandler({
      host: lambda,
      model: bedrock.control,
      tables: dynamoDb.faults,
      pinecone: pinecone.faults,
      secrets,
      schedules,
      queues: sqs,
      functionUrls,
      transports: {
        functionUrl: (isDown) => {
          for (const url of urls.values()) url.setDown(isDown);
        },
        rest: setRestDown('rest'),
        restStream: setRestDown('restStream'),
        pinecone: (isDown) => pinecone.setDown(isDown),
      },
    }),
  );
  onProgress(`${lambda.functions.length} functions, ${urls.size} Function URLs, ${restApis.servers.size} REST APIs`);
  return {
    address: mainServer.address,
    endpointUrl: endpoint.url,
    assembly,
    functionUrls,
    restApiUrls,
    operatorCredentials: endpoint.registerCaller({
      name: 'operator',
      arn: `arn:aws:iam::${accountId}:user/operator`,
      statements: undefined,
    }),
    lambda,
    pinecone,
    mount: (handler) => mainServer.mount(handler),
    stop: () => shutdown.run(),
  };
}

/** `<stack>.<logical id>` of all resources of a type: a key each under which its server is known. */
function keysOf(stacks: readonly SynthesizedStack[], type: string): readonly string[] {
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, resource]) => stringAt(resource, 'Type') === type)
      .map(([logicalId]) => `${stack.name}.${logicalId}`),
  );
}

/** A function calls as its role, in a session named like itself. */
function callerOf(assembly: Assembly, config: FunctionConfig): Caller {
  const roleName = config.roleArn.slice(config.roleArn.lastIndexOf('/') + 1);
  return {
    name: config.logicalId,
    arn: `arn:aws:sts::${config.accountId}:assumed-role/${roleName}/${config.name}`,
    statements: roleStatements(assembly, config.roleArn).statements,
  };
}

function refusalOfLog(
  assembly: Assembly,
  config: FunctionConfig,
  onProgress: (line: string) => void,
): string | undefined {
  const isGroupDeclared = assembly.resources.some(
    ({ type, ref }) => type === 'AWS::Logs::LogGroup' && ref === config.logGroupName,
  );
  const refusal = logRefusal(callerOf(assembly, config), { ...config, isGroupDeclared });
  if (refusal !== undefined && config.notRunnable === undefined) {
    onProgress(`logs of ${config.logicalId} are not kept: ${refusal}`);
  }
  return refusal;
}
