/** Values of references: `LogicalId` for Ref, `LogicalId.Attribute` for GetAtt, the export's name for ImportValue. */
export type References = (reference: string) => string;

/** Evaluates the intrinsic functions that these templates use, as CloudFormation would. */
export function evaluate(value: unknown, references: References): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => evaluate(item, references));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[name = '', argument] = []] = Object.entries(value);
  const evaluated = evaluate(argument, references);
  switch (name) {
    case 'Ref':
    case 'Fn::ImportValue':
      return references(String(evaluated));
    case 'Fn::GetAtt':
      return references(listOf(evaluated).join('.'));
    case 'Fn::Join': {
      const [separator, parts] = listOf(evaluated);
      return listOf(parts).join(String(separator));
    }
    case 'Fn::Split': {
      const [separator, text] = listOf(evaluated);
      return String(text).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, items] = listOf(evaluated);
      return listOf(items)[Number(index)];
    }
    default:
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, references)]));
  }
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`Expected a list, got ${JSON.stringify(value)}.`);
  }
  return value;
}
