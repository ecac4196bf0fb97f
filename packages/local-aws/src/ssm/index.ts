export { ssmParameters } from './ssm-parameters.ts';
