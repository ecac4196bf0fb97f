import { arrayAt, isJsonObject, type JsonObject, numberAt, objectAt, stringAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { PasswordPolicy } from './password.ts';

/** A user pool as its template resource describes it. */
export interface UserPool {
  readonly id: string;
  readonly arn: string;
  readonly isAdminCreateOnly: boolean;
  readonly passwordPolicy: PasswordPolicy;
  /** The schema's attributes by their full name (`email`, `custom:plan`), without the unlisted standard ones. */
  readonly schema: ReadonlyMap<string, AttributeSchema>;
  /** `email` and `phone_number` where users sign in with these instead of a name; their user name is then their `sub`. */
  readonly usernameAttributes: readonly string[];
  /** `email`, `phone_number`, `preferred_username` where users may sign in with these too. */
  readonly aliasAttributes: readonly string[];
  readonly isCaseSensitive: boolean;
  /** `email`, `phone_number`: verified by confirming the sign-up. */
  readonly autoVerifiedAttributes: readonly string[];
  readonly triggers: PoolTriggers;
}

/** One attribute of the schema. */
export interface AttributeSchema {
  readonly isMutable: boolean;
  readonly isRequired: boolean;
  readonly minLength: number;
  readonly maxLength: number;
}

/** ARNs of the pool's Lambda triggers that are served here. */
export interface PoolTriggers {
  readonly preSignUp: string | undefined;
  readonly postConfirmation: string | undefined;
  readonly preTokenGeneration: { readonly arn: string; readonly version: string } | undefined;
}

/** Attributes that every pool has (OpenID Connect Core §5.1). */
export const STANDARD_ATTRIBUTES: readonly string[] = [
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
];

const MAX_ATTRIBUTE_LENGTH = 2_048;
/** Cognito's policy for a pool that sets none. */
const DEFAULT_PASSWORD_POLICY: JsonObject = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
};

/**
 * Reads a user pool from its template resource.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
 */
export function userPool({ ref, attributes, properties }: Resource): UserPool {
  const policy = objectAt(properties, 'Policies').PasswordPolicy;
  const lambda = objectAt(properties, 'LambdaConfig');
  return {
    id: ref,
    arn: attributes.Arn ?? ref,
    isAdminCreateOnly: isTrue(objectAt(properties, 'AdminCreateUserConfig').AllowAdminCreateUserOnly),
    passwordPolicy: passwordPolicy(isJsonObject(policy) ? policy : DEFAULT_PASSWORD_POLICY),
    schema: new Map(arrayAt(properties, 'Schema').map(attributeSchema)),
    usernameAttributes: stringsOf(properties.UsernameAttributes),
    aliasAttributes: stringsOf(properties.AliasAttributes),
    isCaseSensitive: objectAt(properties, 'UsernameConfiguration').CaseSensitive !== false,
    autoVerifiedAttributes: stringsOf(properties.AutoVerifiedAttributes),
    triggers: {
      preSignUp: stringAt(lambda, 'PreSignUp'),
      postConfirmation: stringAt(lambda, 'PostConfirmation'),
      preTokenGeneration: preTokenGeneration(lambda),
    },
  };
}

function attributeSchema(entry: unknown): [string, AttributeSchema] {
  const name = stringAt(entry, 'Name') ?? '';
  const constraints = objectAt(entry, 'StringAttributeConstraints');
  const isStandard = STANDARD_ATTRIBUTES.includes(name);
  const isMutable = isJsonObject(entry) ? entry.Mutable : undefined;
  return [
    isStandard || name.startsWith('custom:') ? name : `custom:${name}`,
    {
      isMutable: isMutable === undefined ? true : isTrue(isMutable),
      isRequired: isJsonObject(entry) && isTrue(entry.Required),
      minLength: numberAt(constraints, 'MinLength', 0),
      maxLength: numberAt(constraints, 'MaxLength', MAX_ATTRIBUTE_LENGTH),
    },
  ];
}

function passwordPolicy(policy: JsonObject): PasswordPolicy {
  return {
    minimumLength: numberAt(policy, 'MinimumLength', 8),
    requiresUppercase: isTrue(policy.RequireUppercase),
    requiresLowercase: isTrue(policy.RequireLowercase),
    requiresNumbers: isTrue(policy.RequireNumbers),
    requiresSymbols: isTrue(policy.RequireSymbols),
  };
}

function preTokenGeneration(lambda: JsonObject): PoolTriggers['preTokenGeneration'] {
  const config = objectAt(lambda, 'PreTokenGenerationConfig');
  const arn = stringAt(config, 'LambdaArn') ?? stringAt(lambda, 'PreTokenGeneration');
  return arn === undefined ? undefined : { arn, version: stringAt(config, 'LambdaVersion') ?? 'V1_0' };
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
