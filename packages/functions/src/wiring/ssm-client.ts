// By name: of a package that is imported with its first use, esbuild would keep every operation.
export { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
