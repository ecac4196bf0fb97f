// By name: of a package that is imported with its first use, esbuild would keep every operation.
export { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
