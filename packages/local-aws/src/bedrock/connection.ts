import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { constants } from 'node:http2';

/** The response of one call: knows when the caller has left, and can end in every good and bad way. */
export class Connection {
  readonly #response: ServerResponse;
  readonly #pieceBytes: number | undefined;
  readonly #closing = new AbortController();
  /** Resolves when the response's connection is closed, by whichever side. */
  readonly closed: Promise<void>;
  #isEnded = false;

  /** @param pieceBytes Writes in pieces of this many bytes, each its own HTTP chunk; `undefined` writes whole. */
  constructor(response: ServerResponse, pieceBytes: number | undefined) {
    this.#response = response;
    this.#pieceBytes = pieceBytes;
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        this.#closing.abort();
        resolve();
      });
    });
    if (response.destroyed) this.#closing.abort();
    response.on('error', () => undefined);
  }

  /** Aborts when the connection closes. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** The caller closed the connection before this side ended the response. */
  get isAborted(): boolean {
    return this.signal.aborted && !this.#isEnded;
  }

  /** Status and headers are sent: an error can no longer be a status. */
  get isOpen(): boolean {
    return this.#response.headersSent;
  }

  /** Sends status and headers at once. */
  open(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.signal.aborted) return;
    this.#response.writeHead(status, headers);
    this.#response.flushHeaders();
  }

  /** Writes bytes and waits while the caller's buffers are full. */
  async write(bytes: Uint8Array): Promise<void> {
    const size = this.#pieceBytes ?? bytes.length;
    for (let start = 0; start < bytes.length && !this.signal.aborted; start += size) {
      if (!this.#response.write(bytes.subarray(start, start + size))) await this.#drained();
    }
  }

  /** Sends a whole JSON response. */
  json(status: number, headers: Readonly<Record<string, string>>, body: unknown): void {
    this.open(status, { 'content-type': 'application/json', ...headers });
    this.end(JSON.stringify(body));
  }

  /** Ends the response cleanly. */
  end(body?: string): void {
    if (this.signal.aborted) return;
    this.#isEnded = true;
    this.#response.end(body);
  }

  /** Cuts the connection: a TCP reset on HTTP/1.1, a stream reset on HTTP/2. */
  reset(): void {
    this.#isEnded = true;
    if ('stream' in this.#response) {
      const { stream } = this.#response as { stream: { close(code: number): void } };
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    } else {
      this.#response.socket?.resetAndDestroy();
    }
  }

  async #drained(): Promise<void> {
    await once(this.#response, 'drain', { signal: this.signal }).catch(() => undefined);
  }
}
