/** What a filter looks for. */
export interface TrailerFilterOptions {
  /** Each of them begins a trailer, wherever it stands; matched exactly. None is empty. */
  readonly markers: readonly string[];
  /** How much of a trailer is kept, in UTF-16 code units; what is longer is held back all the same. Default: 2,000. */
  readonly maxTrailerCharacters?: number;
  /**
   * Whether a text that ends with the beginning of a marker, such as `<<`, has been cut within a trailer; that beginning
   * is then the trailer. Default: it never is, and the beginning is text.
   */
  readonly isCutMarker?: (beginning: string) => boolean;
}

/** Separates a text that arrives in pieces from the trailer behind it. */
export interface TrailerFilter {
  /**
   * Takes the next piece.
   *
   * @returns what may be passed on: all of it, but for characters at its end that may begin a marker
   */
  push(piece: string): string;
  /**
   * There is no next piece.
   *
   * @returns the text that was still held back, and the trailer with its marker; `undefined` where there is none
   */
  end(): { readonly text: string; readonly trailer: string | undefined };
}

const MAX_TRAILER_CHARACTERS = 2_000;

/**
 * Passes text through and holds back the first marker and everything behind it, however both are cut into pieces. What
 * begins like a marker and turns out to be none is passed on at once: no character waits behind more characters than
 * the longest marker has.
 *
 * @example
 * const filter = createTrailerFilter({ markers: ['<<END'] });
 * filter.push('Well done! <'); // 'Well done! '
 * filter.push('<END {"score":3}'); // ''
 * filter.end(); // { text: '', trailer: '<<END {"score":3}' }
 *
 * @throws RangeError where there is no marker, or an empty one
 */
export function createTrailerFilter({
  markers,
  maxTrailerCharacters = MAX_TRAILER_CHARACTERS,
  isCutMarker = () => false,
}: TrailerFilterOptions): TrailerFilter {
  if (markers.length === 0 || markers.includes('')) {
    throw new RangeError('A trailer filter needs at least one marker, and none that is empty.');
  }
  const longest = Math.max(...markers.map(({ length }) => length));
  let held = '';
  let trailer: string | undefined;

  return {
    push(piece) {
      if (trailer !== undefined) {
        trailer += piece.slice(0, Math.max(0, maxTrailerCharacters - trailer.length));
        return '';
      }
      const text = held + piece;
      const begin = firstMarker(text, markers);
      if (begin >= 0) {
        held = '';
        trailer = text.slice(begin, begin + maxTrailerCharacters);
        return text.slice(0, begin);
      }
      const passed = text.length - heldLength(text, markers, longest);
      held = text.slice(passed);
      return text.slice(0, passed);
    },
    end() {
      const text = held;
      held = '';
      if (text !== '' && isCutMarker(text)) {
        trailer = text;
        return { text: '', trailer };
      }
      return { text, trailer };
    },
  };
}

/** Where the first whole marker begins, -1 where there is none. */
function firstMarker(text: string, markers: readonly string[]): number {
  const begins = markers.map((marker) => text.indexOf(marker)).filter((index) => index >= 0);
  return begins.length === 0 ? -1 : Math.min(...begins);
}

/** How many characters at the end of a text may begin a marker. */
function heldLength(text: string, markers: readonly string[], longest: number): number {
  for (let length = Math.min(longest - 1, text.length); length > 0; length -= 1) {
    const end = text.slice(-length);
    if (markers.some((marker) => marker.length > length && marker.startsWith(end))) {
      return length;
    }
  }
  return 0;
}
