import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const RING_LINES = 2_000;

/** Everything one function's environments wrote: appended to a file, the last lines also kept in memory. */
export class FunctionLog {
  readonly file: string;
  readonly #refusal: string | undefined;
  readonly #lines: string[] = [];
  #stream: WriteStream | undefined;
  #isClosed = false;

  /**
   * @param directory - made with mode 0700 where absent; the file is `<functionName>.log` in it
   * @param refusal - why nothing may be kept, where that is so: the only line there will be
   */
  constructor(directory: string, functionName: string, refusal?: string) {
    this.#refusal = refusal;
    this.file = join(directory, `${functionName}.log`);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** Adds one line, without its line break. */
  write(line: string): void {
    if (this.#refusal !== undefined) return;
    this.#lines.push(line);
    if (this.#lines.length > RING_LINES) this.#lines.shift();
    // The last lines of a killed process may come late
    if (this.#isClosed) return;
    this.#stream ??= createWriteStream(this.file, { flags: 'a', mode: 0o600 }).on('error', () => undefined);
    this.#stream.write(`${line}\n`);
  }

  /** The last lines of this run, oldest first, at most 2,000. */
  lines(): readonly string[] {
    return this.#refusal === undefined ? [...this.#lines] : [this.#refusal];
  }

  /** Closes the file; later lines are only kept in memory. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream !== undefined) await new Promise<void>((resolve) => stream.end(() => resolve()));
  }
}
