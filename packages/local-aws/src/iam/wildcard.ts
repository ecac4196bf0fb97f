/**
 * True where `value` matches `pattern`, in which `*` stands for any characters (none too) and `?` for exactly one.
 *
 * Both are compared as they are; lower them first where case does not count.
 */
export function matchesWildcard(pattern: string, value: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === value;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

/**
 * True where the ARN `value` matches `pattern`, part by part: a wildcard never reaches over one of the first five colons.
 *
 * A pattern with fewer than six parts, such as `*`, is compared as a whole.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesArn(pattern: string, value: string): boolean {
  const patternParts = arnParts(pattern);
  const valueParts = arnParts(value);
  if (patternParts === undefined || valueParts === undefined) return matchesWildcard(pattern, value);
  return patternParts.every((part, index) => matchesWildcard(part, valueParts[index] ?? ''));
}

/** The six parts of an ARN, colons of the last one kept; `undefined` for anything shorter. */
function arnParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
