export { type Secret, SecretStore, type SecretStoreOptions, type SecretValue } from './secret-store.ts';
export { type SecretsManagerOptions, secretsManager } from './secrets-manager.ts';
