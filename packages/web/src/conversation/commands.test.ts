import { describe, expect, it } from '@jest/globals';
import { matchingCommands } from './commands.ts';

describe('matchingCommands', () => {
  it.each([
    ['/', ['/log-workout', '/save-memory']],
    ['/s', ['/save-memory']],
    ['/save-memory', []],
    ['/save-memory My knee', []],
    ['a /', []],
    ['', []],
    ['/x', []],
  ])('of %j gives %j', (draft, names) => {
    expect(matchingCommands(draft).map(({ name }) => name)).toEqual(names);
  });
});
