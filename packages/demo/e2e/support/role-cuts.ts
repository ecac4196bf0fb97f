import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const statementSchema = z.looseObject({
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
});
type Statement = z.infer<typeof statementSchema>;

const templateSchema = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.optional(z.looseObject({})) })),
});
type Template = z.infer<typeof templateSchema>;

const policySchema = z.looseObject({
  Type: z.literal('AWS::IAM::Policy'),
  Properties: z.looseObject({
    PolicyDocument: z.looseObject({ Statement: z.array(statementSchema) }),
    Roles: z.tuple([z.object({ Ref: z.string() })]),
  }),
});

/** Something to take out of one role: a statement, or an action, a resource or one action on one resource of it. */
export interface RoleCut {
  /** Logical id of the role. */
  readonly role: string;
  /** Actions that the role lacks afterwards. */
  readonly actions: readonly string[];
  /** Resources that it lacks them on, as the template has them. */
  readonly resources: readonly unknown[];
  readonly templateFile: string;
  /** Logical id of the policy that holds the statement. */
  readonly policy: string;
  readonly statement: number;
  /** Which part of the statement goes. */
  readonly part: 'statement' | { readonly action?: string; readonly resource?: number };
}

/**
 * What to take out: every statement; also every action, every resource of statements with several; with both, every
 * action on every resource of those.
 */
export interface CutOptions {
  readonly isByAction: boolean;
  readonly isByResource: boolean;
}

/**
 * Lists what can be taken out of the roles of a synthesized app.
 *
 * @throws Error where a role has permissions that this list would pass over: inline or managed policies, a deny
 */
export function listRoleCuts(assemblyDir: string, options: CutOptions): readonly RoleCut[] {
  const files = readdirSync(assemblyDir).filter((file) => file.endsWith('.template.json'));
  return files.flatMap((templateFile) =>
    Object.entries(readTemplate(assemblyDir, templateFile).Resources).flatMap(([policy, resource]) => {
      refuseOtherPermissions(policy, resource);
      if (resource.Type !== 'AWS::IAM::Policy') {
        return [];
      }
      const { PolicyDocument, Roles } = z.parse(policySchema, resource).Properties;
      return PolicyDocument.Statement.flatMap((statement, index) =>
        cutsOf(statement, options).map((cut) => ({
          ...cut,
          role: Roles[0].Ref,
          templateFile,
          policy,
          statement: index,
        })),
      );
    }),
  );
}

/** Copies an assembly, without what `cut` takes out. */
export function writeWithout(cut: RoleCut, assemblyDir: string, outdir: string): void {
  cpSync(assemblyDir, outdir, { recursive: true });
  const template = readTemplate(outdir, cut.templateFile);
  const policy = z.parse(policySchema, template.Resources[cut.policy]);
  const document = policy.Properties.PolicyDocument;
  document.Statement = document.Statement.flatMap((statement, index) =>
    index === cut.statement ? without(statement, cut.part) : [statement],
  );
  template.Resources[cut.policy] = policy;
  writeFileSync(join(outdir, cut.templateFile), JSON.stringify(template));
}

type Cut = Pick<RoleCut, 'actions' | 'resources' | 'part'>;

function cutsOf(statement: Statement, { isByAction, isByResource }: CutOptions): readonly Cut[] {
  const actions = listOf(statement.Action);
  const resources = listOf(statement.Resource);
  const byAction = isByAction && actions.length > 1 ? actions : [];
  const byResource = isByResource && resources.length > 1 ? [...resources.entries()] : [];
  return [
    { actions, resources, part: 'statement' },
    ...byAction.map((action) => ({ actions: [action], resources, part: { action } })),
    ...byResource.map(([index, resource]) => ({ actions, resources: [resource], part: { resource: index } })),
    ...byAction.flatMap((action) =>
      byResource.map(([index, resource]) => ({
        actions: [action],
        resources: [resource],
        part: { action, resource: index },
      })),
    ),
  ];
}

function without(statement: Statement, part: RoleCut['part']): readonly Statement[] {
  if (part === 'statement') {
    return [];
  }
  const actions = listOf(statement.Action);
  const resources = listOf(statement.Resource);
  const { action, resource } = part;
  const Action = actions.filter((other) => other !== action);
  const Resource = resources.filter((_resource, index) => index !== resource);
  // Where one action on one resource goes, it stays on the others, and so do the others on this one.
  const isOnlyThere = action !== undefined && resource !== undefined;
  return isOnlyThere
    ? [
        { ...statement, Action },
        { ...statement, Action: [action], Resource },
      ]
    : [{ ...statement, Action, Resource }];
}

function refuseOtherPermissions(id: string, { Type, Properties = {} }: Template['Resources'][string]): void {
  const isOther = Type === 'AWS::IAM::ManagedPolicy' || Type === 'AWS::IAM::RolePolicy';
  const isRole = Type === 'AWS::IAM::Role';
  if (isOther || (isRole && (Properties.Policies !== undefined || Properties.ManagedPolicyArns !== undefined))) {
    throw new Error(`${id} holds permissions outside AWS::IAM::Policy, which this script does not take apart.`);
  }
}

function listOf<Item>(value: Item | Item[]): Item[] {
  return Array.isArray(value) ? value : [value];
}

function readTemplate(assemblyDir: string, file: string): Template {
  return z.parse(templateSchema, JSON.parse(readFileSync(join(assemblyDir, file), 'utf8')));
}
