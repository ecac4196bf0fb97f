import type {
  BlockStatement,
  Expression,
  ForStatement,
  Pattern,
  Statement,
  TryStatement,
  VariableDeclaration,
  YieldExpression,
} from '@swc/core';

/**
 * What code still looks at: local variables, and where it only looks at parts of one, these: `state#3.claimedAt`. The
 * number tells apart variables of one name. `settings#3.now()` is a call of a method.
 */
export type Live = ReadonlySet<string>;

/** A function's parameters and body, as swc parses them. */
export interface FunctionCode {
  readonly params: readonly Pattern[];
  readonly body: BlockStatement;
}

const NOTHING: Live = new Set();

/**
 * Finds out what a generator function can still look at after each of its `yield`s: the classic analysis of live
 * variables, backwards over its statements. Where it is not exact it says more, never less: all of a statement's
 * variables count as looked at after a `yield` in it, but for those of what is yielded.
 *
 * @throws Error for syntax that it does not know, so that nothing is overlooked
 */
export function liveAtYields({ params, body }: FunctionCode): Map<YieldExpression, Live> {
  const found = new Map<YieldExpression, Live>();
  /** What is looked at where something fails: by the handler around, if there is one. */
  let onThrow: Live = NOTHING;

  const inExpression = (expression: Expression, after: Live): Live => {
    for (const asked of yieldsIn(expression)) {
      found.set(asked, union(found.get(asked) ?? NOTHING, after, onThrow, usesOf(expression, asked)));
    }
    return union(after, onThrow, usesOf(expression));
  };
  const inOptional = (expression: Expression | null | undefined, after: Live): Live =>
    expression === null || expression === undefined ? after : inExpression(expression, after);

  const inAssignment = (left: Pattern, right: Expression, after: Live): Live => {
    const live = union(without(after, namesOf(left)), usesOfPattern(left));
    const parts = partsTaken(left, right);
    return parts === undefined ? inExpression(right, live) : union(live, parts);
  };
  const inDeclaration = ({ declarations }: VariableDeclaration, after: Live): Live =>
    declarations.reduceRight<Live>(
      (live, { id, init }) => (init ? inAssignment(id, init, live) : without(live, namesOf(id))),
      after,
    );
  const inStatements = (statements: readonly Statement[], after: Live, onBreak: Live): Live =>
    statements.reduceRight<Live>((live, statement) => inStatement(statement, live, onBreak), after);

  const inLoop = ({ init, test, update, body: repeated }: ForStatement, after: Live): Live => {
    let live: Live = NOTHING;
    for (let before: Live | undefined; before === undefined || before.size < live.size; ) {
      before = live;
      const again = inStatement(repeated, inOptional(update, live), after);
      live = union(live, inOptional(test, union(again, after)));
    }
    return init?.type === 'VariableDeclaration' ? inDeclaration(init, live) : inOptional(init, live);
  };
  const inTry = ({ block, handler, finalizer }: TryStatement, after: Live, onBreak: Live): Live => {
    if (!handler || finalizer) {
      throw new Error('The analysis knows try with catch only.');
    }
    const around = onThrow;
    onThrow = without(inStatement(handler.body, after, onBreak), namesOf(handler.param));
    const live = union(inStatement(block, after, onBreak), onThrow);
    onThrow = around;
    return live;
  };
  const inStatement = (statement: Statement, after: Live, onBreak: Live): Live => {
    switch (statement.type) {
      case 'EmptyStatement':
        return after;
      case 'BlockStatement':
        return inStatements(statement.stmts, after, onBreak);
      case 'ReturnStatement':
        return inOptional(statement.argument, NOTHING);
      case 'BreakStatement':
        if (statement.label) {
          throw new Error('The analysis does not know labels.');
        }
        return onBreak;
      case 'IfStatement': {
        const { consequent, alternate } = statement;
        const otherwise = alternate ? inStatement(alternate, after, onBreak) : after;
        return inExpression(statement.test, union(inStatement(consequent, after, onBreak), otherwise));
      }
      case 'ExpressionStatement': {
        const expression = withoutParentheses(statement.expression);
        return expression.type === 'AssignmentExpression' &&
          expression.operator === '=' &&
          expression.left.type !== 'MemberExpression'
          ? inAssignment(expression.left, expression.right, after)
          : inExpression(expression, after);
      }
      case 'VariableDeclaration':
        return inDeclaration(statement, after);
      case 'ForStatement':
        return inLoop(statement, after);
      case 'ThrowStatement':
        return inExpression(statement.argument, NOTHING);
      case 'TryStatement':
        return inTry(statement, after, onBreak);
      default:
        throw new Error(`The analysis does not know a ${statement.type}.`);
    }
  };

  inStatements(body.stmts, NOTHING, NOTHING);
  const own = new Set([...params, ...declaredIn(body)].flatMap((pattern) => [...namesOf(pattern)]));
  return new Map(
    [...found].map(([asked, live]) => [asked, new Set([...live].filter((path) => own.has(nameIn(path))))]),
  );
}

function union(...sets: readonly Live[]): Live {
  return new Set(sets.flatMap((set) => [...set]));
}

function without(live: Live, names: Live): Live {
  return new Set([...live].filter((path) => !names.has(nameIn(path))));
}

/** The variable that a path begins with. */
function nameIn(path: string): string {
  return path.split('.', 1)[0] ?? path;
}

function withoutParentheses(expression: Expression): Expression {
  return expression.type === 'ParenthesisExpression' ? withoutParentheses(expression.expression) : expression;
}

/** swc numbers the scopes, which its types do not tell. */
function idOf(identifier: { readonly value: string }): string {
  if (!('ctxt' in identifier)) {
    throw new Error(`The scope of ${identifier.value} is not known.`);
  }
  return `${identifier.value}#${identifier.ctxt}`;
}

/** The path of `a.b?.c`; `undefined` for any other expression. */
function pathOf(expression: Expression): string | undefined {
  switch (expression.type) {
    case 'Identifier':
      return idOf(expression);
    case 'ParenthesisExpression':
      return pathOf(expression.expression);
    case 'OptionalChainingExpression':
      return expression.base.type === 'MemberExpression' ? pathOf(expression.base) : undefined;
    case 'MemberExpression': {
      const object = pathOf(expression.object);
      return object === undefined || expression.property.type !== 'Identifier'
        ? undefined
        : `${object}.${expression.property.value}`;
    }
    default:
      return undefined;
  }
}

/** What an expression looks at, but for a part of it. A function in it may look at all that it names. */
function usesOf(node: unknown, except?: YieldExpression): Live {
  if (Array.isArray(node)) {
    return union(...node.map((element) => usesOf(element, except)));
  }
  if (!isNode(node) || node === except) {
    return NOTHING;
  }
  const path = pathOf(node);
  if (path !== undefined) {
    return new Set([path]);
  }
  if (node.type === 'CallExpression' && node.callee.type !== 'Super' && node.callee.type !== 'Import') {
    const callee = withoutParentheses(node.callee);
    const method = callee.type === 'Identifier' ? undefined : pathOf(callee);
    const called = method === undefined ? usesOf(callee, except) : new Set([`${method}()`]);
    return union(called, usesOf(node.arguments, except));
  }
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier') {
    return usesOf(node.object, except);
  }
  // The key of `{key: value}` is no variable.
  const key: unknown = 'key' in node && isNode(node.key) && node.key.type === 'Identifier' ? node.key : undefined;
  const children: unknown[] = Object.values(node);
  return usesOf(
    children.filter((child) => child !== key),
    except,
  );
}

function isNode(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The `yield`s of an expression itself, not of functions in it. */
function yieldsIn(node: unknown): YieldExpression[] {
  if (Array.isArray(node)) {
    return node.flatMap(yieldsIn);
  }
  if (!isNode(node) || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') {
    return [];
  }
  const inside = Object.values(node).flatMap(yieldsIn);
  return node.type === 'YieldExpression' ? [node, ...inside] : inside;
}

/** The variables that a pattern gives values to. */
function namesOf(pattern: Pattern | null | undefined): Live {
  if (!pattern) {
    return NOTHING;
  }
  switch (pattern.type) {
    case 'Identifier':
      return new Set([idOf(pattern)]);
    case 'ArrayPattern':
      return union(...pattern.elements.map(namesOf));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'ObjectPattern':
      return union(
        ...pattern.properties.map((property) => {
          switch (property.type) {
            case 'AssignmentPatternProperty':
              return new Set([idOf(property.key)]);
            case 'KeyValuePatternProperty':
              return namesOf(property.value);
            default:
              return namesOf(property.argument);
          }
        }),
      );
    default:
      throw new Error(`The analysis does not know a pattern that is a ${pattern.type}.`);
  }
}

/** What a pattern looks at for its defaults; more than that does no harm. */
function usesOfPattern(pattern: Pattern): Live {
  return without(usesOf(pattern), namesOf(pattern));
}

/** What `{a, b: c} = value` looks at, where that is parts of a variable. */
function partsTaken(left: Pattern, right: Expression): Live | undefined {
  const path = pathOf(right);
  if (path === undefined || left.type !== 'ObjectPattern') {
    return undefined;
  }
  const parts = new Set<string>();
  for (const property of left.properties) {
    if (property.type === 'RestElement' || property.key.type !== 'Identifier') {
      return undefined;
    }
    parts.add(`${path}.${property.key.value}`);
  }
  return parts;
}

/** The patterns of all declarations in a function's body. */
function declaredIn(node: unknown): Pattern[] {
  if (Array.isArray(node)) {
    return node.flatMap(declaredIn);
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const inside = Object.values(node).flatMap(declaredIn);
  return 'type' in node && node.type === 'VariableDeclarator' && 'id' in node
    ? [node.id as Pattern, ...inside]
    : inside;
}
