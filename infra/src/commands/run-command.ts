import { type CommandHelp, type CommandLine, CommandLineError, helpText, parseCommandLine } from './command-line.ts';

/** Exit code of a command line that cannot be run. */
const USAGE_EXIT_CODE = 2;

/**
 * Runs a command on this process's arguments and sets its exit code: what `run` returns, 1 where it throws, 2 for a
 * command line that cannot be run. A failure prints its message, without a stack.
 */
export async function runCommand(
  help: CommandHelp,
  run: (commandLine: CommandLine) => number | Promise<number>,
): Promise<void> {
  try {
    const commandLine = parseCommandLine(process.argv.slice(2), help);
    if (commandLine === undefined) {
      console.log(helpText(help));
      return;
    }
    process.exitCode = await run(commandLine);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof CommandLineError ? USAGE_EXIT_CODE : 1;
  }
}
