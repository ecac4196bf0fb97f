/** The value, or `undefined` where the text is not JSON (which has no `undefined` of its own). */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
