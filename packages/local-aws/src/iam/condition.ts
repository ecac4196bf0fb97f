import type { PolicyStatement } from '../sdk-service.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

type Conditions = NonNullable<PolicyStatement['Condition']>;
type ConditionValues = Readonly<Record<string, readonly string[]>>;

interface Operator {
  /** True where one value of the call meets one value of the policy. */
  matches(policyValue: string, callValue: string): boolean;
  /** Negated operators hold where no value of the policy is met. */
  readonly isNegated: boolean;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { matches: (policy, call) => policy === call, isNegated: false },
  StringNotEquals: { matches: (policy, call) => policy === call, isNegated: true },
  StringLike: { matches: matchesWildcard, isNegated: false },
  StringNotLike: { matches: matchesWildcard, isNegated: true },
  ArnEquals: { matches: matchesArn, isNegated: false },
  ArnLike: { matches: matchesArn, isNegated: false },
  Bool: { matches: (policy, call) => policy.toLowerCase() === call.toLowerCase(), isNegated: false },
};

/**
 * True where every condition of a statement holds for a call.
 *
 * Operators: StringEquals, StringNotEquals, StringLike, StringNotLike, ArnEquals, ArnLike, Bool and Null, with the
 * `ForAllValues:` and `ForAnyValue:` prefixes and the `IfExists` suffix. An operator outside this list never holds.
 * A key that the call does not carry fails every operator but Null, IfExists and ForAllValues. That is stricter than
 * AWS for StringNotEquals and StringNotLike in an Allow: a key unknown here must not grant anything.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(effect: 'Allow' | 'Deny', conditions: Conditions, values: ConditionValues): boolean {
  const callValues = new Map(Object.entries(values).map(([key, list]) => [key.toLowerCase(), list]));
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      operatorHolds({
        effect,
        operator,
        wanted: (Array.isArray(wanted) ? wanted : [wanted]).map(String),
        given: callValues.get(key.toLowerCase()),
      }),
    ),
  );
}

interface Comparison {
  readonly effect: 'Allow' | 'Deny';
  readonly operator: string;
  readonly wanted: readonly string[];
  readonly given: readonly string[] | undefined;
}

function operatorHolds({ effect, operator, wanted, given }: Comparison): boolean {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  const isMissing = given === undefined || given.length === 0;
  if (name === 'Null') return wanted.some((value) => (value.toLowerCase() === 'true') === isMissing);

  const known = OPERATORS[name];
  if (known === undefined) return false;
  if (isMissing) {
    if (ifExists !== undefined || quantifier === 'ForAllValues') return true;
    return known.isNegated && effect === 'Deny';
  }
  const holds = (value: string) => wanted.some((policyValue) => known.matches(policyValue, value)) !== known.isNegated;
  // Without a quantifier a key has one value; a negated operator must then hold for each value that came.
  const isForAll = quantifier === 'ForAllValues' || (quantifier === undefined && known.isNegated);
  return isForAll ? given.every(holds) : given.some(holds);
}
