/** A time as Common Log Format and AWS's request contexts have it, such as `12/Mar/2026:19:03:58 +0000`. */
export function commonLogTime(date: Date): string {
  // "Thu, 12 Mar 2026 19:03:58 GMT"
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
