/**
 * Reads Server-Sent Events out of a response's body: a streaming decoder, since a character may be split over two
 * chunks; lines that end in LF, CR or CRLF; an event is whole at the blank line behind it, and what has none is dropped.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 *
 * @param {AsyncIterable<Uint8Array>} body
 * @returns {AsyncGenerator<{ id: string | undefined, data: string }>} each event that has data, with the id that it has
 */
export async function* readEvents(body) {
  const decoder = new TextDecoder();
  let rest = '';
  let id;
  let data = [];
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    // A CR at the very end may be the first half of a CRLF.
    const end = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = lines.pop() + rest.slice(end);
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) {
          yield { id, data: data.join('\n') };
        }
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') {
        data.push(value);
      } else if (field === 'id' && !value.includes('\0')) {
        id = value;
      }
    }
  }
}
