/** The gRPC codes that Pinecone's data plane sends beside the HTTP status. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 404: 5, 429: 8, 500: 13, 503: 14 };

/**
 * A refusal in Pinecone's words.
 *
 * @see https://docs.pinecone.io/reference/api/errors
 */
export class PineconeError extends Error {
  readonly status: number;

  constructor(status: 400 | 401 | 404 | 413 | 429 | 500 | 503, message: string) {
    super(message);
    this.name = 'PineconeError';
    this.status = status;
  }

  /** The body: of the control plane, or of an index's host, which has another form. */
  bodyFor(plane: 'control' | 'data'): unknown {
    if (plane === 'data') return { code: RPC_CODES[this.status] ?? 2, message: this.message, details: [] };
    return {
      status: this.status,
      error: { code: this.status === 404 ? 'NOT_FOUND' : 'UNKNOWN', message: this.message },
    };
  }
}
