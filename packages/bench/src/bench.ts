import { availableParallelism } from 'node:os';
import { CommandLineError, HELP_TEXT, parseCommandLine } from './command-line.ts';
import { formatTable } from './report/table.ts';
import { SECTIONS } from './sections/index.ts';

/** Exit code of a command line that cannot be run. */
const USAGE_EXIT_CODE = 2;

try {
  const sections = parseCommandLine(process.argv.slice(2));
  if (sections === undefined) {
    console.log(HELP_TEXT);
  } else {
    console.log(`Node.js ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores\n`);
    for (const name of sections) {
      for await (const table of SECTIONS[name].run((line) => console.error(`… ${line}`))) {
        console.log(formatTable(table));
      }
    }
  }
} catch (error) {
  console.error(error instanceof CommandLineError ? error.message : error);
  process.exitCode = error instanceof CommandLineError ? USAGE_EXIT_CODE : 1;
}
