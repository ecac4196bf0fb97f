import { createRequire } from 'node:module';
import { startDynaliteEngine } from './dynalite-engine.ts';
import { startDynoxideEngine } from './dynoxide-engine.ts';
import type { Engine, EngineKind } from './engine.ts';

/**
 * Starts an engine with its data under `dataDir`: the given kind, or the best of this platform.
 *
 * Linux on x64 has a native one inside `@dynoxide/linux-x64`; elsewhere `dynalite` does: pure JavaScript, but without
 * transactions and the TTL calls.
 */
export async function startEngine(dataDir: string, kind?: EngineKind): Promise<Engine> {
  const binary = kind === 'portable' ? undefined : dynoxideBinary();
  if (kind === 'native' && binary === undefined) {
    throw new Error('The native DynamoDB engine needs Linux on x64 and the optional package @dynoxide/linux-x64');
  }
  return binary === undefined ? startDynaliteEngine(dataDir) : startDynoxideEngine(binary, dataDir);
}

function dynoxideBinary(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    return undefined; // An optional dependency: installed without, dynalite does.
  }
}
