import type { CfnResource } from 'aws-cdk-lib';
import { CfnPermission, CfnUrl } from 'aws-cdk-lib/aws-lambda';
import { NagMessageLevel, NagPack, NagRuleCompliance, NagRules } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** The Function URLs that may be public, by construct path: stream functions, which verify the token themselves. */
const PUBLIC_FUNCTION_URLS: readonly string[] = [
  'App/StreamCoachConversation/Handler/Function/FunctionUrl',
  'App/StreamCoachCreatorSession/Handler/Function/FunctionUrl',
  'App/StreamPersonaChat/Handler/Function/FunctionUrl',
];

/** Who may call a function; the AWS Solutions rules do not look at Function URLs. */
export class FunctionUrlChecks extends NagPack {
  override readonly name = 'CoachStream';

  constructor(scope?: IConstruct) {
    super(scope);
    this.packName = 'CoachStream';
  }

  protected override checkResource(node: CfnResource): void {
    this.applyRule({
      ruleSuffixOverride: 'URL1',
      info: 'A Function URL with auth type NONE is not one of the stream functions.',
      explanation: 'Everyone can call it. Only functions that verify the token before anything else are listed.',
      level: NagMessageLevel.ERROR,
      node,
      rule: publicUrlIsListed,
    });
    this.applyRule({
      ruleSuffixOverride: 'URL2',
      info: 'A permission opens a function to everyone beside its Function URL.',
      explanation: 'Without InvokedViaFunctionUrl or FunctionUrlAuthType any AWS principal may invoke it directly.',
      level: NagMessageLevel.ERROR,
      node,
      rule: publicPermissionIsBoundToUrl,
    });
  }
}

function publicUrlIsListed(node: CfnResource): NagRuleCompliance {
  if (!(node instanceof CfnUrl)) {
    return NagRuleCompliance.NOT_APPLICABLE;
  }
  const isPublic = NagRules.resolveIfPrimitive(node, node.authType) !== 'AWS_IAM';
  const path = node.node.path.replace(/\/Resource$/, '');
  return compliant(!isPublic || PUBLIC_FUNCTION_URLS.includes(path));
}

function publicPermissionIsBoundToUrl(node: CfnResource): NagRuleCompliance {
  if (!(node instanceof CfnPermission) || NagRules.resolveIfPrimitive(node, node.principal) !== '*') {
    return NagRuleCompliance.NOT_APPLICABLE;
  }
  switch (NagRules.resolveIfPrimitive(node, node.action)) {
    case 'lambda:InvokeFunctionUrl':
      return compliant(node.functionUrlAuthType !== undefined);
    case 'lambda:InvokeFunction':
      return compliant(node.invokedViaFunctionUrl === true);
    default:
      return NagRuleCompliance.NON_COMPLIANT;
  }
}

function compliant(isCompliant: boolean): NagRuleCompliance {
  return isCompliant ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
}
