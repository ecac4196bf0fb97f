import { randomInt } from 'node:crypto';
import { isJsonObject, type JsonObject, numberAt, stringAt } from '../json.ts';

const DEFAULT_LENGTH = 32;

const CHARACTERS = {
  Lowercase: 'abcdefghijklmnopqrstuvwxyz',
  Uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  Numbers: '0123456789',
  Punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

/** The text that a template gives a secret; `undefined` where it gives none or has one generated. */
export function givenText({ properties }: { readonly properties: JsonObject }): string | undefined {
  return stringAt(properties, 'SecretString');
}

/**
 * A text as a template's `GenerateSecretString` asks for it; `undefined` where it asks for none.
 *
 * @throws Error where it asks for what cannot be: no character left, or a template that is no JSON object
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
 */
export function generatedText({ properties }: { readonly properties: JsonObject }): string | undefined {
  const options = properties.GenerateSecretString;
  if (!isJsonObject(options)) return undefined;
  const password = generatePassword(options);
  const key = stringAt(options, 'GenerateStringKey');
  if (key === undefined) return password;
  const members: unknown = JSON.parse(stringAt(options, 'SecretStringTemplate') ?? '{}');
  if (!isJsonObject(members)) throw new Error('SecretStringTemplate is not a JSON object');
  return JSON.stringify({ ...members, [key]: password });
}

function generatePassword(options: JsonObject): string {
  const excluded = new Set(stringAt(options, 'ExcludeCharacters') ?? '');
  const classes = Object.entries(CHARACTERS)
    .filter(([name]) => !isTrue(options[`Exclude${name}`]))
    .map(([, characters]) => [...characters].filter((character) => !excluded.has(character)))
    .filter((characters) => characters.length > 0);
  const all = [...classes.flat(), ...(isTrue(options.IncludeSpace) && !excluded.has(' ') ? [' '] : [])];
  if (all.length === 0) throw new Error('GenerateSecretString leaves no character to choose from');
  const length = numberAt(options, 'PasswordLength', DEFAULT_LENGTH);
  const required = options.RequireEachIncludedType === undefined || isTrue(options.RequireEachIncludedType);
  const drawn = (required ? classes : []).slice(0, length).map(draw);
  while (drawn.length < length) drawn.push(draw(all));
  return shuffled(drawn).join('');
}

function draw(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}

function shuffled(characters: readonly string[]): string[] {
  const left = [...characters];
  return Array.from(characters, () => left.splice(randomInt(left.length), 1)[0] ?? '');
}

/** Templates also write booleans as strings. */
function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
