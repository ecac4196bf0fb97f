import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/**
 * Lets a function act on a table's items, and not on its indexes: `table.grant` would open all of them beside it.
 *
 * @param actions such as `dynamodb:GetItem`
 */
export function grantTable(table: TableV2, grantee: IGrantable, ...actions: string[]): Grant {
  return Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
}

/** Lets a function query one index of a table. */
export function grantIndexQuery(table: TableV2, indexName: string, grantee: IGrantable): Grant {
  const resourceArns = [`${table.tableArn}/index/${indexName}`];
  return Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
}
