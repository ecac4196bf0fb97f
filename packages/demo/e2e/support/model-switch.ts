import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { modelSwitchParameterName } from '@coach-stream/infra/names';
import { startAnthropicServer } from '@coach-stream/models/test/anthropic-server';
import { startOpenAiServer } from '@coach-stream/models/test/openai-server';
import type { LocalRunUnderTest } from './local-run.ts';

/** Longer than functions of stage local go by a switch that they have read. */
const SWITCHED_MS = 700;

/** Puts the parameter that switches models, as the platform team would, and waits until functions look at it again. */
export async function putModelSwitch(run: LocalRunUnderTest, value: object | string): Promise<void> {
  const { endpoint, accessKeyId, secretAccessKey } = run.operator;
  const client = new SSMClient({
    region: run.outputs.region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  const Value = typeof value === 'string' ? value : JSON.stringify(value);
  await client.send(new PutParameterCommand({ Name: modelSwitchParameterName('local'), Value, Overwrite: true }));
  client.destroy();
  await new Promise((resolve) => setTimeout(resolve, SWITCHED_MS));
}

/** Servers of one's own, by the provider whose API they speak, and where below them clients begin. */
const SERVERS = {
  anthropic: { start: startAnthropicServer, path: '' },
  openai: { start: startOpenAiServer, path: '/v1' },
} as const;

/** A server that speaks a provider's API, and what a switch says to call it. */
export interface OwnModel {
  readonly server: Awaited<ReturnType<typeof startOpenAiServer>>;
  /** What its clients are told. */
  readonly baseUrl: string;
  /** What it is called in `usage.model`. */
  readonly modelId: string;
  readonly change: Readonly<Record<string, unknown>>;
}

/**
 * Starts one on a free port, which answers every call with this text.
 *
 * @param provider whose API it speaks. Default: OpenAI's. Calls of Anthropic's also have to be told a key
 */
export async function startOwnModel(text: string, provider: keyof typeof SERVERS = 'openai'): Promise<OwnModel> {
  const { start, path } = SERVERS[provider];
  const server = await start();
  server.script({ reply: { text } });
  const [modelId, baseUrl] = ['own-model', `${server.url}${path}`];
  const price = { inputPerMillion: 0, outputPerMillion: 0, cacheReadPerMillion: 0, cacheWritePerMillion: 0 };
  const change = { provider, modelId, baseUrl, price: { ...price, asOf: '2026-11-21' } };
  return { server, baseUrl, modelId, change };
}
