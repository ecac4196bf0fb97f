import type { JsonObject } from '../json.ts';
import { evaluateExpression, type Reference, readReference } from './template-expression.ts';

/** What a template may refer to. */
export interface TemplateScope {
  /** `$context`: the request context, and `error` in a gateway response. */
  readonly context: JsonObject;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Single values by name, names as the client wrote them. */
  readonly parameters: {
    readonly header: Readonly<Record<string, string>>;
    readonly querystring: Readonly<Record<string, string>>;
    readonly path: Readonly<Record<string, string>>;
  };
  readonly body: string;
}

/** What a template makes. */
export interface RenderedTemplate {
  readonly text: string;
  /** What it sets below `$context.responseOverride`. */
  readonly override: { readonly statusCode: number | undefined; readonly headers: Readonly<Record<string, string>> };
}

interface Branch {
  isActive: boolean;
  /** A branch of this `#if` was taken, so that the others are not. */
  wasTaken: boolean;
}

const DIRECTIVE = /#(set|if|elseif|else|end)\b|##[^\n]*\n?/g;

/**
 * Renders a mapping template: the part of the Velocity language that CDK writes and that simple templates use.
 *
 * `#set`, `#if`, `#elseif`, `#else`, `#end`, `==`, `!=`, `&&`, `||`, `!`, texts, numbers and references to `$context`,
 * `$stageVariables`, `$input.body`, `$input.json('$')`, `$input.params(…)` and own variables. A reference without a
 * value stays as it is written; loops and macros are not known.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function renderTemplate(template: string, scope: TemplateScope): RenderedTemplate {
  const variables = new Map<string, unknown>();
  const headers: Record<string, string> = {};
  let statusCode: number | undefined;
  const lookUp = (reference: Reference): unknown => referenceValue(reference, scope, variables);
  const branches: Branch[] = [];
  const isActive = (): boolean => branches.every((branch) => branch.isActive);
  let text = '';
  let position = 0;
  for (let match = nextDirective(template, 0); match !== undefined; match = nextDirective(template, position)) {
    const isOwnLine = /(^|\n)[ \t]*$/.test(template.slice(0, match.start)) && /^[ \t]*(\r?\n|$)/.test(match.rest);
    const before = template.slice(position, match.start);
    if (isActive()) text += withReferences(isOwnLine ? before.replace(/[ \t]*$/, '') : before, lookUp);
    position = match.end + (isOwnLine ? (/^[ \t]*(\r?\n|$)/.exec(match.rest)?.[0].length ?? 0) : 0);
    const branch = branches.at(-1);
    const holds = (): boolean => isTruthy(evaluateExpression(match.argument, lookUp));
    switch (match.name) {
      case 'set':
        if (isActive()) assign(match.argument);
        break;
      case 'if': {
        const isTaken = isActive() && holds();
        branches.push({ isActive: isTaken, wasTaken: isTaken || !isActive() });
        break;
      }
      case 'elseif':
      case 'else':
        if (branch === undefined) break;
        branch.isActive = !branch.wasTaken && (match.name === 'else' || holds());
        branch.wasTaken ||= branch.isActive;
        break;
      case 'end':
        branches.pop();
    }
  }
  if (isActive()) text += withReferences(template.slice(position), lookUp);
  return { text, override: { statusCode, headers } };

  function assign(argument: string): void {
    const target = readReference(argument, argument.indexOf('$'));
    const equals = argument.indexOf('=', target?.end ?? 0);
    if (target === undefined || equals < 0) return;
    const value = evaluateExpression(argument.slice(equals + 1), lookUp);
    const path = target.steps.map(({ name }) => name).join('.');
    const [, header] = /^context\.responseOverride\.header\.(.+)$/.exec(path) ?? [];
    if (header !== undefined) headers[header.toLowerCase()] = String(value ?? '');
    else if (path === 'context.responseOverride.status') statusCode = Number(value);
    else variables.set(path, value);
  }
}

/**
 * The value of a response parameter: `'a static text'`, or `method.request.header.Origin`, `context.requestId`,
 * `stageVariables.name`; `undefined` where there is none.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
 */
export function mappedValue(expression: string, scope: TemplateScope): string | undefined {
  const text = /^'(.*)'$/s.exec(expression)?.[1];
  if (text !== undefined) return text;
  const [, place, name = ''] = /^method\.request\.(header|querystring|path)\.(.+)$/.exec(expression) ?? [];
  if (place === 'header' || place === 'querystring' || place === 'path') {
    const values = Object.entries(scope.parameters[place]);
    return values.find(([key]) => (place === 'header' ? key.toLowerCase() === name.toLowerCase() : key === name))?.[1];
  }
  const value = referenceValue(
    { steps: expression.split('.').map((step) => ({ name: step })), end: 0 },
    scope,
    new Map(),
  );
  return value === undefined ? undefined : String(value);
}

function referenceValue({ steps }: Reference, scope: TemplateScope, variables: ReadonlyMap<string, unknown>): unknown {
  const [first, second, third, fourth] = steps;
  const own = variables.get(steps.map(({ name }) => name).join('.'));
  if (own !== undefined) return own;
  if (first?.name === 'input' && second?.name === 'body') return scope.body;
  if (first?.name === 'input' && second?.name === 'json') return scope.body === '' ? '{}' : scope.body;
  if (first?.name === 'input' && second?.name === 'params') {
    const { path, querystring, header } = scope.parameters;
    if (second.argument !== undefined) return { ...header, ...querystring, ...path }[second.argument] ?? '';
    const place = third?.name === 'header' ? header : third?.name === 'path' ? path : querystring;
    const name = fourth?.name === 'get' ? fourth.argument : fourth?.name;
    return place[name ?? ''] ?? '';
  }
  if (first?.name !== 'context' && first?.name !== 'stageVariables') return undefined;
  let value: unknown = first.name === 'context' ? scope.context : scope.stageVariables;
  for (const { name } of steps.slice(1)) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }
  return typeof value === 'object' ? undefined : value;
}

function withReferences(text: string, lookUp: (reference: Reference) => unknown): string {
  let result = '';
  let position = 0;
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', position)) {
    result += text.slice(position, at);
    const reference = readReference(text, at);
    if (reference === undefined) {
      result += '$';
      position = at + 1;
    } else {
      const isQuiet = text[at + 1] === '!';
      result += String(lookUp(reference) ?? (isQuiet ? '' : text.slice(at, reference.end)));
      position = reference.end;
    }
  }
  return result + text.slice(position);
}

interface Directive {
  readonly name: string;
  readonly argument: string;
  readonly start: number;
  readonly end: number;
  readonly rest: string;
}

function nextDirective(template: string, from: number): Directive | undefined {
  DIRECTIVE.lastIndex = from;
  const match = DIRECTIVE.exec(template);
  if (match === null) return undefined;
  const name = match[1] ?? 'comment';
  let end = match.index + match[0].length;
  let argument = '';
  const open = /^[ \t]*\(/.exec(template.slice(end))?.[0].length;
  if (open !== undefined && ['set', 'if', 'elseif'].includes(name)) {
    const close = closingParenthesis(template, end + open);
    argument = template.slice(end + open, close);
    end = close + 1;
  }
  return { name, argument, start: match.index, end, rest: template.slice(end) };
}

function closingParenthesis(text: string, from: number): number {
  let depth = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}

function isTruthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}
