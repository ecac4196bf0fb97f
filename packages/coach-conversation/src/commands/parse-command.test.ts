import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { helpLine } from './help-line.ts';
import { parseCommand } from './parse-command.ts';

describe('slash commands', () => {
  it.each([
    ['/log-workout 5x5 squats', 'logWorkout', '5x5 squats'],
    ['  /LOG-Workout\n 5 km run\nin the rain ', 'logWorkout', '5 km run\nin the rain'],
    ['/save-memory /log-workout is great', 'saveMemory', '/log-workout is great'],
    ['/save-memory', 'saveMemory', ''],
    ['/log-workout  \u200b\n', 'logWorkout', ''],
  ])('are found in %j', (message, name, text) => {
    expect(parseCommand(message)).toEqual({ name, text });
  });

  it.each([
    '/log-workouts 5x5',
    'please /log-workout 5x5',
    '/help-me',
    '/log workout',
    'log-workout 5x5',
    '/',
    '/-',
    '',
  ])('are not found in %j', (message) => {
    expect(parseCommand(message)).toBeUndefined();
  });

  it('keep every character of their text but the space around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        expect(parseCommand(`/save-memory x${text}x`)).toEqual({ name: 'saveMemory', text: `x${text}x` });
      }),
    );
  });

  it('explain themselves where they have no text', () => {
    expect(helpLine({ name: 'logWorkout', text: '' })).toContain('/log-workout ');
    expect(helpLine({ name: 'saveMemory', text: '' })).toContain('/save-memory ');
  });
});
