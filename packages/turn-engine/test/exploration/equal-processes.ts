/**
 * Sorts the points of equal processes, which stand next to each other.
 *
 * @param swapped is told of each place whose process changes with the one before it
 */
export function sortEqual(state: Uint32Array, kinds: readonly number[], swapped: (place: number) => void): void {
  for (let index = 1; index < kinds.length; index += 1) {
    for (let place = index; place > 0 && kinds[place - 1] === kinds[index]; place -= 1) {
      const point = state[1 + place] ?? 0;
      const before = state[place] ?? 0;
      if (before <= point) {
        break;
      }
      state[place] = point;
      state[1 + place] = before;
      swapped(place);
    }
  }
}
