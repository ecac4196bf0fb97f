import type { Caller, Permission, PolicyStatement } from '../sdk-service.ts';
import { conditionsHold } from './condition.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/** What a role's policies say to one call: an explicit deny wins over any allow, and silence refuses. */
export type Decision = 'allowed' | 'explicitly denied' | 'not allowed';

/**
 * Decides whether a role's statements allow one permission.
 *
 * Identity-based policies only: no resource policies, boundaries, session policies or policy variables.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(statements: readonly PolicyStatement[], permission: Permission): Decision {
  const matching = statements.filter((statement) => applies(statement, permission));
  if (matching.some((statement) => statement.Effect === 'Deny')) return 'explicitly denied';
  return matching.some((statement) => statement.Effect === 'Allow') ? 'allowed' : 'not allowed';
}

/** AWS's sentence for a refused call, naming caller, action and resource. */
export function refusalMessage(caller: Caller, permission: Permission, decision: Exclude<Decision, 'allowed'>): string {
  const reason =
    decision === 'explicitly denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${permission.action} action`;
  return `User: ${caller.arn} is not authorized to perform: ${permission.action} on resource: ${permission.resource} ${reason}`;
}

function applies(statement: PolicyStatement, { action, resource, conditionValues }: Permission): boolean {
  return (
    matchesElement(statement.Action, statement.NotAction, (pattern) =>
      matchesWildcard(pattern.toLowerCase(), action.toLowerCase()),
    ) &&
    matchesElement(statement.Resource, statement.NotResource, (pattern) => matchesArn(pattern, resource)) &&
    conditionsHold(statement.Effect, statement.Condition ?? {}, conditionValues ?? {})
  );
}

type Patterns = string | readonly string[] | undefined;

function matchesElement(included: Patterns, excluded: Patterns, matches: (pattern: string) => boolean): boolean {
  if (included !== undefined) return listOf(included).some(matches);
  return excluded !== undefined && !listOf(excluded).some(matches);
}

function listOf(patterns: string | readonly string[]): readonly string[] {
  return typeof patterns === 'string' ? [patterns] : patterns;
}
