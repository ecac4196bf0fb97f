/**
 * The ways in which one text may arrive: whole, byte by byte, and cut after the given numbers of bytes; each as the
 * pieces that a reader decodes.
 */
export function arrivals(text: string, cutLengths: readonly number[]): string[][] {
  const bytes = Buffer.from(text);
  const byteByByte = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
  const cut: Buffer[] = [];
  let from = 0;
  for (const length of cutLengths) {
    cut.push(bytes.subarray(from, from + length));
    from += length;
  }
  return [[bytes], byteByByte, [...cut, bytes.subarray(from)]].map((pieces) => {
    const decoder = new TextDecoder();
    return pieces.map((piece) => decoder.decode(piece, { stream: true }));
  });
}
