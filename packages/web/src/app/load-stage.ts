import { type Outputs, readOutputs } from '@coach-stream/client';

/** The account that a local run offers, so that one click signs in. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
}

/** A stage, as the files beside the page tell it. */
export interface Stage {
  readonly outputs: Outputs;
  /** Of the stage `local` only. */
  readonly demoUser?: DemoUser | undefined;
}

/**
 * Reads `/outputs.json`, and for the stage `local` `/demo-user.json`, which may be missing.
 *
 * @throws CoachStreamError `UNSUPPORTED_OUTPUTS`; TypeError or SyntaxError where there is no such file
 */
export async function loadStage(): Promise<Stage> {
  const outputs = readOutputs(await readJson('/outputs.json'));
  return { outputs, demoUser: outputs.stage === 'local' ? await readDemoUser() : undefined };
}

async function readJson(path: string): Promise<unknown> {
  return (await fetch(path, { cache: 'no-cache' })).json();
}

async function readDemoUser(): Promise<DemoUser | undefined> {
  try {
    const { username, password } = Object(await readJson('/demo-user.json'));
    return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
  } catch {
    return undefined;
  }
}
