/**
 * Takes the place of the SDK's default credential chain in every bundle. Lambda hands a function its role's keys in the
 * environment; the chain's other members (files, SSO, web identity, instance metadata) are a sixth of the bundle and
 * can never be reached there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
