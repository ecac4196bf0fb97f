import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request, or returns false to leave it to the next handler. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** A request to the control routes that cannot be done; becomes the answer's status and message. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}
