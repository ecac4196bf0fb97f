import { createHash } from 'node:crypto';

const LOWER_ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ALPHANUMERIC = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER_ALPHANUMERIC}`;

/** `<stackName>-<logicalId>` cut to `maxLength`: the name a resource gets when the template gives none. */
export function generatedName(stackName: string, logicalId: string, maxLength: number): string {
  return `${stackName}-${logicalId}`.slice(0, maxLength);
}

/** A user pool id shaped like AWS's, `<region>_` and nine letters or digits, the same for the same seed. */
export function userPoolId(region: string, seed: string): string {
  return `${region}_${deterministic(seed, ALPHANUMERIC, 9)}`;
}

/** An app client id shaped like AWS's: 26 lower-case letters or digits, the same for the same seed. */
export function userPoolClientId(seed: string): string {
  return deterministic(seed, LOWER_ALPHANUMERIC, 26);
}

/** A Function URL's id shaped like AWS's: 32 lower-case letters or digits, the same for the same seed. */
export function functionUrlId(seed: string): string {
  return deterministic(seed, LOWER_ALPHANUMERIC, 32);
}

/** A REST API's id shaped like AWS's: 10 lower-case letters or digits, the same for the same seed. */
export function restApiId(seed: string): string {
  return deterministic(seed, LOWER_ALPHANUMERIC, 10);
}

/** `length` characters of `alphabet` drawn from the SHA-512 of `seed`. */
export function deterministic(seed: string, alphabet: string, length: number): string {
  const digest = createHash('sha512').update(seed).digest();
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text += alphabet[(digest[index % digest.length] ?? 0) % alphabet.length];
  }
  return text;
}
