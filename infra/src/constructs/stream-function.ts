import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { type FunctionUrl, FunctionUrlAuthType, HttpMethod, type IFunction, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CORS } from './cors.ts';
import { NodeFunction, type NodeFunctionProps } from './node-function.ts';

/** What a {@link StreamFunction} needs; memory and timeout come from the stage. */
export type StreamFunctionProps = Omit<NodeFunctionProps, 'memoryMb' | 'timeoutSeconds'>;

/**
 * A function that streams its response through a public Function URL.
 *
 * Function URLs cannot check a Cognito token: the handler verifies it before the first byte (`withStreamingAuth`).
 * CORS is answered by the URL alone, never by the handler too: two `Access-Control-Allow-Origin` values make a
 * browser refuse.
 */
export class StreamFunction extends Construct implements IGrantable {
  readonly url: FunctionUrl;
  readonly function: IFunction;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: StreamFunctionProps) {
    super(scope, id);
    const { stage } = props;
    const target = new NodeFunction(this, 'Handler', { ...props, ...stage.streamFunction });
    this.grantPrincipal = target.grantPrincipal;
    this.function = target.function;
    this.url = target.function.addFunctionUrl({
      authType: FunctionUrlAuthType.NONE,
      invokeMode: InvokeMode.RESPONSE_STREAM,
      cors: {
        allowedOrigins: [...stage.allowedOrigins],
        allowedMethods: [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT],
        allowedHeaders: [...CORS.allowedHeaders],
        exposedHeaders: [...CORS.exposedHeaders],
        maxAge: CORS.maxAge,
      },
    });
  }
}
