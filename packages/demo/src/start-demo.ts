import { randomBytes } from 'node:crypto';
import { LOCAL_KEY_SECRET, outputsParameterName } from '@coach-stream/infra/names';
import { type LocalRun, startLocalAws } from '@coach-stream/local-aws';
import { type Outputs, outputsSchema } from '@coach-stream/streaming-core/contract';
import { DemoError } from './demo-error.ts';
import { type DemoIds, type LocalFolder, type Operator, readLocalFile, writeLocalFile } from './local-folder.ts';
import type { ModelSource } from './model-source.ts';
import { scriptedCoach } from './scripted-coach/scripted-coach.ts';
import { seed } from './seed.ts';
import { accountOf, DEMO_USER, signIn, userIdOf } from './sign-in.ts';
import { synthesizeAssembly } from './synthesize-assembly.ts';
import { prepareWebApp } from './web/web-app.ts';
import { webHandler } from './web/web-handler.ts';

const OUTPUTS_PARAMETER = outputsParameterName('local');
/** Logical id of the `coach` table, up to the hash that CDK adds. */
const COACH_TABLE = 'CoachTable';
/** Logical id of the secret that holds the semantic index's key, up to the hash that CDK adds. */
const INDEX_KEY = 'SemanticIndexKey';

/** What the secret of the model provider's key holds where there is none. */
const NO_KEY = 'no-key';

/** A running demo. */
export interface Demo {
  readonly run: LocalRun;
  readonly outputs: Outputs;
  readonly ids: DemoIds;
  readonly operator: Operator;
  /** Who answers, for people. */
  readonly answeredBy: string;
}

export interface DemoOptions {
  readonly folder: LocalFolder;
  /** Port of the main address; 0 takes a free one. */
  readonly port: number;
  /** A synthesized stage `local` to run as it is. Default: it is synthesized anew into the folder. */
  readonly assemblyDir?: string;
  /** A real model. Default: the scripted coach answers. */
  readonly modelSource?: ModelSource;
  readonly onProgress: (line: string) => void;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

/**
 * Synthesizes the stage `local`, runs its assembly, seeds the demo user, writes `outputs.json`, `demo.json` and
 * `operator.json` into the folder, and serves the web app at the main address.
 *
 * @throws DemoError where the app cannot be synthesized or the demo user not be signed in.
 */
export async function startDemo({
  folder,
  port,
  assemblyDir,
  modelSource,
  onProgress,
  signal,
}: DemoOptions): Promise<Demo> {
  // Beside everything else, which does not wait for it
  const preparing = prepareWebApp({ onProgress, ...(signal && { signal }) });
  if (assemblyDir === undefined) {
    onProgress('synthesizing stage local (CDK, esbuild)');
    await synthesizeAssembly({
      outdir: folder.assembly,
      port,
      ...(modelSource && { model: modelSource.model }),
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
  }
  const run = await startLocalAws({
    assemblyDir: assemblyDir ?? folder.assembly,
    dataDir: folder.data,
    port,
    model: scriptedCoach,
    secrets: ({ pineconeApiKey }) => ({ [INDEX_KEY]: pineconeApiKey }),
    outsideSecrets: { [LOCAL_KEY_SECRET]: modelSource?.apiKey ?? NO_KEY },
    onProgress,
  });
  try {
    const outputs = readOutputs(run);
    const operator: Operator = {
      endpoint: run.endpointUrl,
      ...run.operatorCredentials,
      password: readLocalFile(folder, 'operator')?.password ?? `Aa1!${randomBytes(18).toString('base64url')}`,
      tableName: coachTableName(run),
    };
    writeLocalFile(folder, 'outputs', outputs);
    writeLocalFile(folder, 'operator', operator);
    onProgress('seeding the demo user');
    const userId = userIdOf(await signIn(DEMO_USER, outputs, operator));
    const ids = await seed(userId, outputs.region, operator);
    writeLocalFile(folder, 'demo', ids);
    const demoUser = { username: accountOf(DEMO_USER), password: operator.password };
    run.mount(webHandler(await preparing, { outputs, demoUser }));
    return { run, outputs, ids, operator, answeredBy: modelSource?.description ?? 'a scripted coach' };
  } catch (error) {
    await run.stop();
    throw error;
  }
}

/**
 * The outputs contract as the deployed parameter holds it, where Function URLs and the REST API already have their
 * addresses on this machine, with the place where Cognito is served here.
 */
function readOutputs(run: LocalRun): Outputs {
  const parameter = run.assembly.resources.find(
    ({ type, properties }) => type === 'AWS::SSM::Parameter' && properties.Name === OUTPUTS_PARAMETER,
  );
  const value: unknown = JSON.parse(String(parameter?.properties.Value ?? 'null'));
  const outputs = outputsSchema.safeParse(value);
  if (!outputs.success) {
    throw new DemoError(`The app's parameter ${OUTPUTS_PARAMETER} does not hold the outputs contract.`);
  }
  return { ...outputs.data, auth: { ...outputs.data.auth, endpoint: run.endpointUrl } };
}

function coachTableName(run: LocalRun): string {
  const table = run.assembly.resources.find(
    ({ type, logicalId }) => type === 'AWS::DynamoDB::GlobalTable' && logicalId.startsWith(COACH_TABLE),
  );
  if (table === undefined) {
    throw new DemoError(`The app is expected to have a table whose logical id begins with ${COACH_TABLE}.`);
  }
  return table.ref;
}
