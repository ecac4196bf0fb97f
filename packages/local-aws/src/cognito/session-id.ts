import { randomBytes } from 'node:crypto';

/**
 * Makes the id of a new session, which all its tokens carry as `origin_jti`: a UUID of version 7.
 *
 * Such an id tells its own age to the millisecond, while `auth_time` is in whole seconds: a user may sign out and in
 * again within one.
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function newSessionId(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** When the session of this id began, in milliseconds since 1970. */
export function sessionStartMs(sessionId: string): number {
  return Number.parseInt(sessionId.replace('-', '').slice(0, 12), 16);
}
