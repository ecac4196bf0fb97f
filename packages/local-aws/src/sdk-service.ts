import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** Who makes an SDK call, known by the access key id that signs it. */
export interface Caller {
  /** Logical id of the function, or `operator` for calls from outside the app (seed, CLI). */
  readonly name: string;
  readonly arn: string;
  /** Statements of the role's policies, resolved; `undefined` allows everything (operator). */
  readonly statements: readonly PolicyStatement[] | undefined;
}

/** One IAM policy statement as the template holds it, intrinsics resolved. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** One SDK call that arrived at the endpoint, its body read whole. */
export interface SdkRequest {
  readonly method: string;
  /** Raw path, percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly caller: Caller;
  /** The secret of the key that signs the call, for a service that verifies signatures; absent for an unsigned call. */
  readonly secretAccessKey?: string;
}

/** What a call needs of the caller's role: checked before the service sees it. */
export interface Permission {
  /** Such as `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN of the resource the call names. */
  readonly resource: string;
  /** Values of condition keys for this call, such as `dynamodb:LeadingKeys`. */
  readonly conditionValues?: Readonly<Record<string, readonly string[]>>;
}

/** One AWS service as the SDK endpoint serves it. */
export interface SdkService {
  /** Names in the signature's credential scope, such as `dynamodb`; and prefixes of `X-Amz-Target` for unsigned calls. */
  readonly signingNames: readonly string[];
  readonly targetPrefixes?: readonly string[];
  /** The permissions that the caller's role has to allow; none for calls that AWS lets anybody make. */
  permissions(request: SdkRequest): readonly Permission[];
  /** Writes the AWS-shaped error of a refused permission. */
  deny(response: ServerResponse, message: string): void;
  handle(request: SdkRequest, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}
