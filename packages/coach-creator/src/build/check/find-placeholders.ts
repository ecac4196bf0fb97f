const PLACEHOLDERS = [
  /\[[A-Z][A-Z0-9 _/-]*\]/,
  /\[(?:\w+ )?(?:name|coach|user|person|client|insert|your|goal|date|number|exercise|injury)[^\]]*\]/i,
  /\b(?:TODO|TBD|TBC|FIXME|XXX+)\b/,
  /\blorem\b|\bipsum\b/i,
  /\{\{[\s\S]*?\}\}|\$\{[^}]*\}|\{[a-z_]+\}|%[A-Z_]{3,}%|__[A-Z_]+__/i,
  /[<‹][A-Za-z_ ]+>/,
  /\bplace ?holder\b|\binsert (?:\w+ ){0,3}here\b|\bfill (?:\w+ )?in here\b|\bexample text\b/i,
];

/** What a text holds that was to be filled in, such as `[NAME]`, `TODO`, `lorem ipsum` or `{{goal}}`. */
export function findPlaceholders(text: string): string[] {
  return PLACEHOLDERS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
}
