import { expect, test } from '@jest/globals';
import { build, type Metafile } from 'esbuild';

/** Bundles as functions are bundled (infra), but with dynamic imports in files of their own, so that they can be told. */
async function bundle(source: string, { splitting }: { readonly splitting: boolean }): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    splitting,
    write: false,
    metafile: true,
  });
  return metafile;
}

const BEDROCK_ONLY = `
  import { createBedrockChatModel, createBedrockClient, createChatModel, createSwitchedModels, structured } from '@coach-stream/models';
  const client = createBedrockClient();
  const providers = { bedrock: (settings) => createBedrockChatModel({ client, settings }) };
  console.log(createChatModel, createSwitchedModels, providers, structured);
`;

const WITH_BOTH = `
  import { createChatModel } from '@coach-stream/models';
  import { anthropicProvider } from '@coach-stream/models/anthropic';
  import { openAiProvider } from '@coach-stream/models/openai';
  console.log(createChatModel, anthropicProvider({ readKey: String }), openAiProvider({ readKey: String }));
`;

const SDKS = /node_modules\/(@anthropic-ai\/sdk|openai)\//;

test('a function that uses Bedrock only bundles neither of the other SDKs', async () => {
  const { inputs } = await bundle(BEDROCK_ONLY, { splitting: false });
  expect(Object.keys(inputs).filter((path) => SDKS.test(path))).toEqual([]);
  expect(Object.keys(inputs).some((path) => path.includes('client-bedrock-runtime'))).toBe(true);
});

test('a function that uses the others bundles them, and nothing of Bedrock stays', async () => {
  const { outputs } = await bundle(WITH_BOTH, { splitting: false });
  const kept = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  expect(kept.some((path) => path.includes('/@anthropic-ai/sdk/'))).toBe(true);
  expect(kept.some((path) => path.includes('/openai/'))).toBe(true);
  expect(kept.filter((path) => path.includes('/client-bedrock-runtime/'))).toEqual([]);
});

test('what is imported at the start of such a function holds no SDK: they come with the first call', async () => {
  const { outputs } = await bundle(WITH_BOTH, { splitting: true });
  const atStart = new Set<string>();
  const follow = (path: string) => {
    if (atStart.has(path)) return;
    atStart.add(path);
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.kind === 'import-statement' && imported.path in outputs) follow(imported.path);
    }
  };
  follow('out/stdin.mjs');
  const inputs = [...atStart].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  expect(inputs.length).toBeGreaterThan(0);
  expect(inputs.filter((path) => SDKS.test(path))).toEqual([]);
});
