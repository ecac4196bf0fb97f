import { createInterface } from 'node:readline';
import type { Stream } from 'node:stream';
import { Duplex } from 'node:stream';
import { isJsonObject, type JsonObject } from '../json.ts';

/** What keeps an event loop busy, counted by kind, such as `Timeout` or `TCPSocketWrap`. */
export type ActiveResources = Readonly<Record<string, number>>;

/** What the process can be told to do to itself. */
export type EnvironmentCommand = 'exit' | 'outOfMemory' | 'unhandledRejection';

/**
 * The pipe between the host and an environment's process, on its file descriptor 3. It is the process's lifeline: it
 * closes when the host goes, and the process ends itself (`preload/obey-host.mjs`).
 */
export class EnvironmentLink {
  readonly #pipe: Duplex | undefined;
  readonly #waiting: ((answer: JsonObject) => void)[] = [];

  constructor(pipe: Stream | null | undefined) {
    this.#pipe = pipe instanceof Duplex ? pipe : undefined;
    this.#pipe?.on('error', () => undefined);
    if (this.#pipe === undefined) return;
    createInterface({ input: this.#pipe })
      .on('line', (line) => this.#waiting.shift()?.(toObject(line)))
      // The pipe's errors are its, too: a process that is killed resets it.
      .on('error', () => undefined);
    this.#pipe.on('close', () => {
      for (const answer of this.#waiting.splice(0)) answer({});
    });
  }

  /** Tells the process to go wrong. */
  command(command: EnvironmentCommand): void {
    this.#pipe?.write(`${command}\n`);
  }

  /** Asks the process what keeps it busy; nothing where it is gone. */
  async activeResources(): Promise<ActiveResources> {
    return (await this.#ask('activeResources')) as ActiveResources;
  }

  /** Moves the process's time of day to so many milliseconds ahead of this machine's; settles once it is. */
  async moveClock(offsetMs: number): Promise<void> {
    await this.#ask(`moveClock ${offsetMs}`);
  }

  #ask(question: string): Promise<JsonObject> {
    const pipe = this.#pipe;
    if (pipe === undefined || pipe.destroyed) return Promise.resolve({});
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      pipe.write(`${question}\n`);
    });
  }
}

function toObject(line: string): JsonObject {
  const value: unknown = JSON.parse(line);
  return isJsonObject(value) ? value : {};
}
