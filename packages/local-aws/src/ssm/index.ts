export { type SsmOptions, ssmParameters } from './ssm-parameters.ts';
