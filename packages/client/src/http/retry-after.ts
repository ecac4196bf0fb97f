/**
 * How long an answer asks to wait (RFC 9110, section 10.2.3). A date is measured by the answer's own `Date`, so that the
 * device's clock does not matter.
 *
 * @returns seconds; `undefined` where it does not say, or in no way that can be read
 */
export function readRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) {
    return undefined;
  }
  if (/^\s*\d+\s*$/.test(value)) {
    return Number(value);
  }
  const seconds = (Date.parse(value) - Date.parse(headers.get('date') ?? '')) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
