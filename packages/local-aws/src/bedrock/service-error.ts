/**
 * The errors of Converse and ConverseStream with their HTTP status.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors
 */
export const ERROR_STATUS = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  ValidationException: 400,
} as const;

export type ServiceErrorName = keyof typeof ERROR_STATUS;

export const SERVICE_ERROR_NAMES = Object.keys(ERROR_STATUS) as [ServiceErrorName, ...ServiceErrorName[]];

/** A call that Bedrock answers with an error before the stream opens: `name` and `message` go on the wire. */
export class ServiceError extends Error {
  readonly headers: Readonly<Record<string, string>>;

  constructor(name: ServiceErrorName | 'UnknownOperationException', message: string, headers = {}) {
    super(message);
    this.name = name;
    this.headers = headers;
  }

  /** HTTP status of this error. */
  get status(): number {
    return ERROR_STATUS[this.name as ServiceErrorName] ?? 404;
  }
}
