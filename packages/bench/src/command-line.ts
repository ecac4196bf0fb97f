import { parseArgs } from 'node:util';
import { SECTION_NAMES, SECTIONS, type SectionName } from './sections/index.ts';

/** A command line that cannot be run; the message says what to write instead. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

/** What `--help` prints. */
export const HELP_TEXT = [
  'Usage: npm run pnpm -- bench [--only SECTION,SECTION...]',
  '',
  'Measures the stream handler against its peers, and a turn, and prints the tables; the README says how to read them.',
  '',
  '  --only  the sections to run (default: all, about nine minutes)',
  ...SECTION_NAMES.map((name) => `            ${name.padEnd(10)}${SECTIONS[name].summary}`),
  '  --help  this text',
].join('\n');

/**
 * Reads the command line.
 *
 * @returns the sections to run, in their own order; `undefined` where help was asked for
 * @throws CommandLineError for an unknown flag or section
 */
export function parseCommandLine(args: readonly string[]): readonly SectionName[] | undefined {
  const { only, help } = parseFlags(args);
  if (help) {
    return undefined;
  }
  if (only === undefined) {
    return SECTION_NAMES;
  }
  const asked = only.split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !SECTION_NAMES.some((section) => section === name));
  if (unknown.length > 0) {
    throw new CommandLineError(`There is no section "${unknown.join(', ')}".\n\n${HELP_TEXT}`);
  }
  return SECTION_NAMES.filter((name) => asked.includes(name));
}

function parseFlags(args: readonly string[]): { only?: string; help?: boolean } {
  try {
    return parseArgs({ args: [...args], options: { only: { type: 'string' }, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new CommandLineError(`${error instanceof Error ? error.message : error}\n\n${HELP_TEXT}`, { cause: error });
  }
}
