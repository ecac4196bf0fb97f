/**
 * What DynamoDB bills an item as, in bytes: names and values, as its documentation counts them.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') {
    return Buffer.byteLength(value);
  }
  if (typeof value === 'number') {
    // About a byte for each two significant digits, and one more.
    return Math.ceil(String(value).replace(/\D/g, '').length / 2) + 1;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Array.isArray(value)
      ? value.map(valueBytes)
      : [itemBytes(Object.fromEntries(Object.entries(value)))];
    const count = Array.isArray(value) ? value.length : Object.keys(value).length;
    return 3 + count + members.reduce((sum, bytes) => sum + bytes, 0);
  }
  return 1;
}
