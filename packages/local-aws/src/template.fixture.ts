/*
 * Resources of a template as CDK writes them, as far as tests of a whole run need them.
 */

/** The ARN of a resource. */
export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A role that may do what the statements say. */
export const role = (...Statement: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyDocument: { Statement } }] },
});

/** A function. @param asset - name of its source */
export const lambdaFunction = (asset: string, roleId: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': `assets-\${AWS::Region}` }, S3Key: `${asset}.zip` },
    Handler: 'index.handler',
    Role: arnOf(roleId),
    Runtime: 'nodejs24.x',
    Timeout: 20,
    ...properties,
  },
});
