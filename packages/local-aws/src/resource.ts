/** A resource of the synthesized app with every intrinsic resolved. */
export interface Resource {
  readonly stackName: string;
  readonly logicalId: string;
  /** CloudFormation type, such as `AWS::DynamoDB::GlobalTable`. */
  readonly type: string;
  /** What `Ref` gives: a table's or function's name, a pool's id. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute name (`Arn`, `FunctionUrl`, `ProviderURL`). */
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}
