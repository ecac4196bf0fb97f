import { describe, expect, it } from '@jest/globals';
import { CommandLineError, HELP_TEXT, parseCommandLine } from './command-line.ts';
import { SECTION_NAMES } from './sections/index.ts';

describe('the command line', () => {
  it('runs every section where none is named', () => {
    expect(parseCommandLine([])).toEqual(SECTION_NAMES);
  });

  it('runs the named sections in their own order', () => {
    expect(parseCommandLine(['--only', 'heap,cpu'])).toEqual(['cpu', 'heap']);
  });

  it('asks for help and names every section in it', () => {
    expect(parseCommandLine(['--help'])).toBeUndefined();
    for (const name of SECTION_NAMES) {
      expect(HELP_TEXT).toContain(name);
    }
  });

  it.each([[['--only', 'cpu,nothing']], [['--fast']], [['cpu']]])('refuses %j', (args) => {
    expect(() => parseCommandLine(args)).toThrow(CommandLineError);
  });
});
