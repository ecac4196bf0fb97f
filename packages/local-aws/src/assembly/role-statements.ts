import { arrayAt, isJsonObject, objectAt, stringAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { PolicyStatement } from '../sdk-service.ts';
import type { Assembly } from './assembly.ts';
import { managedPolicyStatements } from './managed-policies.ts';

/** What a role may do, and the policies of AWS's own that are attached to it but not known here. */
export interface RolePermissions {
  readonly statements: readonly PolicyStatement[];
  /** ARNs; what they would grant is not granted. */
  readonly unknownPolicies: readonly string[];
}

/**
 * All statements of a role: inline, `AWS::IAM::Policy`, `AWS::IAM::RolePolicy`, managed policies of the app, and the
 * few managed by AWS that Lambda roles carry.
 *
 * @param role - the role's logical id, name or ARN
 * @returns no statements for a role that is not in the app: an imported one grants nothing here
 */
export function roleStatements(assembly: Pick<Assembly, 'resources'>, role: string): RolePermissions {
  const found = assembly.resources.find(
    ({ type, logicalId, ref, attributes }) =>
      type === 'AWS::IAM::Role' && [logicalId, ref, attributes.Arn].includes(role),
  );
  if (found === undefined) return { statements: [], unknownPolicies: [] };
  const attached = stringsOf(found.properties.ManagedPolicyArns);
  const statements = arrayAt(found.properties, 'Policies').flatMap(statementsOf);
  const unknownPolicies: string[] = [];
  for (const policyArn of attached) {
    const own = assembly.resources.find(({ type, ref }) => type === 'AWS::IAM::ManagedPolicy' && ref === policyArn);
    const known = own === undefined ? managedPolicyStatements(policyArn) : statementsOf(own.properties);
    if (known === undefined) unknownPolicies.push(policyArn);
    else statements.push(...known);
  }
  for (const resource of assembly.resources) {
    if (isAttached(resource, found) && !attached.includes(resource.ref)) {
      statements.push(...statementsOf(resource.properties));
    }
  }
  return { statements, unknownPolicies };
}

function isAttached({ type, properties }: Resource, role: Resource): boolean {
  switch (type) {
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
      return stringsOf(properties.Roles).includes(role.ref);
    case 'AWS::IAM::RolePolicy':
      return stringAt(properties, 'RoleName') === role.ref;
    default:
      return false;
  }
}

function statementsOf(policy: unknown): PolicyStatement[] {
  const statement = objectAt(policy, 'PolicyDocument').Statement;
  return (Array.isArray(statement) ? statement : [statement]).filter(isStatement);
}

function isStatement(value: unknown): value is PolicyStatement {
  return isJsonObject(value) && (value.Effect === 'Allow' || value.Effect === 'Deny');
}
