import { isJsonObject } from '../json.ts';

/** What {@link evaluateCondition} asks of the resolver around it. */
export interface ConditionContext {
  /** An operand with its intrinsics resolved. */
  value(operand: unknown): unknown;
  /** Value of a named condition of the stack. */
  condition(name: string): boolean;
  /** Refuses the expression, saying why. */
  fail(reason: string): never;
}

/**
 * The value of a condition function.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function evaluateCondition(expression: unknown, context: ConditionContext): boolean {
  const [name, argument] = isJsonObject(expression) ? (Object.entries(expression)[0] ?? []) : [];
  const operands: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  switch (name) {
    case 'Condition':
      return context.condition(String(argument));
    case 'Fn::And':
      return operands.every((operand) => evaluateCondition(operand, context));
    case 'Fn::Or':
      return operands.some((operand) => evaluateCondition(operand, context));
    case 'Fn::Not':
      return !evaluateCondition(operands[0], context);
    case 'Fn::Equals': {
      const [left, right] = operands.map((operand) => JSON.stringify(context.value(operand)));
      return left === right;
    }
    case 'Fn::Contains': {
      const [items, item] = operands.map((operand) => context.value(operand));
      return Array.isArray(items) && items.includes(item);
    }
    default:
      return context.fail(`${name ?? 'a value without a function'} is not a condition`);
  }
}
