/** The zone itself where this runtime knows it by that name, in its usual spelling; else `UTC`. */
export function toTimeZone(timezone: string | undefined): string {
  if (timezone !== undefined) {
    try {
      return new Intl.DateTimeFormat('en-US', { timeZone: timezone }).resolvedOptions().timeZone;
    } catch {
      // A zone that this runtime does not know: the answer is worth more than the local time.
    }
  }
  return 'UTC';
}
