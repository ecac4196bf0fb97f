import type { SynthesizedStack } from './cloud-assembly.ts';

/** What a property with `Ref: AWS::NoValue` resolves to: it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type PseudoParameter = (stack: SynthesizedStack) => unknown;

/**
 * Values of the parameters that CloudFormation itself defines, by name.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export const PSEUDO_PARAMETERS: ReadonlyMap<string, PseudoParameter> = new Map<string, PseudoParameter>([
  ['AWS::AccountId', ({ accountId }) => accountId],
  ['AWS::NoValue', () => NO_VALUE],
  ['AWS::NotificationARNs', () => []],
  ['AWS::Partition', () => 'aws'],
  ['AWS::Region', ({ region }) => region],
  [
    'AWS::StackId',
    ({ accountId, region, name }) =>
      `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/00000000-0000-4000-8000-000000000000`,
  ],
  ['AWS::StackName', ({ name }) => name],
  ['AWS::URLSuffix', () => 'amazonaws.com'],
]);
