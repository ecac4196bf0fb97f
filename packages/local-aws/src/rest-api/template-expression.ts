/** A reference such as `$input.params().header.get("Origin")`: its steps without `$`. */
export interface Reference {
  readonly steps: readonly ReferenceStep[];
  /** Index behind it in the text. */
  readonly end: number;
}

/** One step: `params`, or `get("Origin")` with its argument. */
export interface ReferenceStep {
  readonly name: string;
  readonly argument?: string;
}

const STEP = /^([A-Za-z][\w-]*)(?:\(\s*(?:'([^']*)'|"([^"]*)")?\s*\))?/;

/** The reference that begins with the `$` at `at`; `undefined` where none does. */
export function readReference(text: string, at: number): Reference | undefined {
  const [prefix] = /^\$!?\{?/.exec(text.slice(at)) ?? [];
  if (prefix === undefined) return undefined;
  const steps: ReferenceStep[] = [];
  let position = at + prefix.length;
  for (;;) {
    const [step, name, single, double] = STEP.exec(text.slice(position)) ?? [];
    if (step === undefined || name === undefined) break;
    const argument = single ?? double;
    steps.push(argument === undefined ? { name } : { name, argument });
    position += step.length;
    if (text[position] !== '.' || !/^\.[A-Za-z]/.test(text.slice(position))) break;
    position += 1;
  }
  if (steps.length === 0) return undefined;
  return { steps, end: prefix.endsWith('{') && text[position] === '}' ? position + 1 : position };
}

/** The value of a condition or of what `#set` assigns; a part that is not known is `undefined`. */
export function evaluateExpression(source: string, lookUp: (reference: Reference) => unknown): unknown {
  let position = 0;
  return either();

  function either(): unknown {
    let value = both();
    while (takes('||')) {
      const other = both();
      value = isTrue(value) || isTrue(other);
    }
    return value;
  }
  function both(): unknown {
    let value = comparison();
    while (takes('&&')) {
      const other = comparison();
      value = isTrue(value) && isTrue(other);
    }
    return value;
  }
  function comparison(): unknown {
    const left = operand();
    if (takes('==')) return String(left ?? '') === String(operand() ?? '');
    if (takes('!=')) return String(left ?? '') !== String(operand() ?? '');
    return left;
  }
  function operand(): unknown {
    if (takes('!')) return !isTrue(operand());
    if (takes('(')) {
      const value = either();
      takes(')');
      return value;
    }
    const rest = source.slice(position);
    const [text, single, double] = /^(?:'([^']*)'|"([^"]*)")/.exec(rest) ?? [];
    if (text !== undefined) {
      position += text.length;
      return single ?? double ?? '';
    }
    const [literal] = /^(?:true|false|-?\d+(?:\.\d+)?)\b/.exec(rest) ?? [];
    if (literal !== undefined) {
      position += literal.length;
      return literal === 'true' ? true : literal === 'false' ? false : Number(literal);
    }
    const reference = source[position] === '$' ? readReference(source, position) : undefined;
    if (reference === undefined) return undefined;
    position = reference.end;
    return lookUp(reference);
  }
  function takes(token: string): boolean {
    position += /^\s*/.exec(source.slice(position))?.[0].length ?? 0;
    if (!source.startsWith(token, position)) return false;
    // `!=` is no `!`
    if (token === '!' && source[position + 1] === '=') return false;
    position += token.length;
    return true;
  }
}

function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}
