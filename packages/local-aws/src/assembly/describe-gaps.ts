import type { Resource } from '../resource.ts';
import type { Assembly } from './assembly.ts';
import { roleStatements } from './role-statements.ts';

/** Types whose resources the run starts: a reference from one to something missing is worth a word. */
const RUN = new Set([
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Function',
  'AWS::Lambda::Url',
]);

/**
 * What the local run leaves out of an app, for the person who starts it: at most one line of types, with the functions
 * that depend on each, and one line per function whose role carries a policy that is not known here.
 */
export function describeGaps(assembly: Assembly): readonly string[] {
  const lines: string[] = [];
  if (assembly.notServedTypes.length > 0) {
    const types = assembly.notServedTypes.map((type) => {
      const dependents = dependentsOf(assembly, type);
      return dependents.length === 0 ? type : `${type} (${dependents.join(', ')} depends on it)`;
    });
    lines.push(`not served here: ${types.join(', ')}`);
  }
  for (const resource of assembly.resources.filter(({ type }) => type === 'AWS::Lambda::Function')) {
    const { unknownPolicies } = roleStatements(assembly, String(resource.properties.Role));
    if (unknownPolicies.length > 0) {
      lines.push(`${resource.logicalId}: not known here, so not granted: ${unknownPolicies.join(', ')}`);
    }
  }
  return lines;
}

function dependentsOf(assembly: Assembly, type: string): readonly string[] {
  const dependents = new Set<string>();
  for (const { from, to } of assembly.missingReferences) {
    if (to.type !== type) continue;
    const source = assembly.resources.find((resource) => isPlace(resource, from));
    if (source === undefined) continue;
    if (RUN.has(source.type)) dependents.add(source.logicalId);
    if (source.type.startsWith('AWS::IAM::')) {
      for (const name of functionsOfPolicy(assembly, source)) dependents.add(name);
    }
  }
  return [...dependents].sort();
}

/** Logical ids of the functions whose role is `policy` or carries it. */
function functionsOfPolicy(assembly: Assembly, policy: Resource): readonly string[] {
  const roles = Array.isArray(policy.properties.Roles) ? policy.properties.Roles : [];
  return assembly.resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .filter(({ properties }) => {
      const role = assembly.resources.find(
        (candidate) => candidate.type === 'AWS::IAM::Role' && candidate.attributes.Arn === properties.Role,
      );
      return role !== undefined && (role === policy || roles.includes(role.ref));
    })
    .map(({ logicalId }) => logicalId);
}

function isPlace(resource: Resource, place: { readonly stackName: string; readonly logicalId: string }): boolean {
  return resource.stackName === place.stackName && resource.logicalId === place.logicalId;
}
