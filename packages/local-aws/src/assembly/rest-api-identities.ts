import { deterministic, restApiId } from './physical-id.ts';

/** The little that the ids of API Gateway's resources are made from. */
interface Named {
  readonly stackName: string;
  readonly logicalId: string;
  property(name: string): string | undefined;
}

interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * What `Ref` and `Fn::GetAtt` give for the types of a REST API: "Return values" of each type's page.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html
 */
export const REST_API_IDENTITIES: Readonly<Record<string, (resource: Named) => Identity>> = {
  'AWS::ApiGateway::Account': (resource) => ({ ref: idOf(resource), attributes: { Id: idOf(resource) } }),
  'AWS::ApiGateway::ApiKey': (resource) => ({ ref: idOf(resource), attributes: { APIKeyId: idOf(resource) } }),
  'AWS::ApiGateway::Authorizer': (resource) => ({ ref: idOf(resource), attributes: { AuthorizerId: idOf(resource) } }),
  'AWS::ApiGateway::Deployment': (resource) => ({ ref: idOf(resource), attributes: { DeploymentId: idOf(resource) } }),
  'AWS::ApiGateway::GatewayResponse': (resource) => ({ ref: idOf(resource), attributes: { Id: idOf(resource) } }),
  'AWS::ApiGateway::Method': (resource) => ({ ref: idOf(resource), attributes: {} }),
  'AWS::ApiGateway::Model': (resource) => ({ ref: resource.property('Name') ?? idOf(resource), attributes: {} }),
  'AWS::ApiGateway::Resource': (resource) => ({ ref: idOf(resource), attributes: { ResourceId: idOf(resource) } }),
  'AWS::ApiGateway::RestApi': ({ stackName, logicalId }) => {
    const id = restApiId(`${stackName}/${logicalId}`);
    return { ref: id, attributes: { RestApiId: id, RootResourceId: idOf({ stackName, logicalId: `${logicalId}/` }) } };
  },
  'AWS::ApiGateway::Stage': (resource) => ({ ref: resource.property('StageName') ?? 'default', attributes: {} }),
  'AWS::ApiGateway::UsagePlan': (resource) => ({ ref: idOf(resource), attributes: { Id: idOf(resource) } }),
  'AWS::ApiGateway::UsagePlanKey': (resource) => ({ ref: idOf(resource), attributes: { Id: idOf(resource) } }),
};

/** Resources of an API have ids of six characters on AWS; one form is enough for all of them here. */
function idOf({ stackName, logicalId }: Pick<Named, 'stackName' | 'logicalId'>): string {
  return deterministic(`${stackName}/${logicalId}`, 'abcdefghijklmnopqrstuvwxyz0123456789', 6);
}
