import { parseArgs } from 'node:util';
import { isStageName, STAGE_NAMES, type StageName } from '../stages.ts';

/** What every command here is asked for. */
export interface CommandLine {
  readonly stage: StageName;
  /** Arguments after `--`, for the CDK CLI. */
  readonly passedOn: readonly string[];
}

/** What a command tells of itself. */
export interface CommandHelp {
  /** As npm runs it: `npm run synth`. */
  readonly command: string;
  readonly summary: string;
  /** The stage where none is given; without it `--stage` is required. */
  readonly defaultStage?: StageName;
  /** Whether arguments after `--` go to the CDK CLI. */
  readonly passesOn?: boolean;
}

/** A command line that cannot be run; the message says what to write instead. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

/**
 * Reads a command line.
 *
 * @returns the stage and what is passed on; `undefined` where help was asked for
 * @throws CommandLineError for an unknown flag or stage, and where the stage is missing
 */
export function parseCommandLine(args: readonly string[], help: CommandHelp): CommandLine | undefined {
  const separator = args.indexOf('--');
  const own = separator < 0 ? args : args.slice(0, separator);
  const passedOn = separator < 0 ? [] : args.slice(separator + 1);

  const values = parseFlags(own, help);
  if (values.help) {
    return undefined;
  }
  const stage = values.stage ?? help.defaultStage;
  if (stage === undefined) {
    throw new CommandLineError(`Say which stage: ${help.command} -- --stage dev (${STAGE_NAMES.join(', ')}).`);
  }
  if (!isStageName(stage)) {
    throw new CommandLineError(`There is no stage "${stage}". Stages: ${STAGE_NAMES.join(', ')}.`);
  }
  if (passedOn.length > 0 && !help.passesOn) {
    throw new CommandLineError(`${help.command} takes nothing after a second "--".`);
  }
  return { stage, passedOn };
}

/** The AWS profile among arguments for the CDK CLI: `--profile me` or `--profile=me`. */
export function profileOf(passedOn: readonly string[]): string | undefined {
  const joined = passedOn.find((argument) => argument.startsWith('--profile='));
  const index = passedOn.indexOf('--profile');
  return joined?.slice('--profile='.length) ?? (index < 0 ? undefined : passedOn[index + 1]);
}

/** A command's help text. */
export function helpText({ command, summary, defaultStage, passesOn }: CommandHelp): string {
  const isRequired = defaultStage === undefined;
  return [
    `Usage: ${command} -- ${isRequired ? '--stage NAME' : '[--stage NAME]'}${passesOn ? ' [-- CDK_ARGUMENT...]' : ''}`,
    '',
    summary,
    '',
    `  --stage NAME  ${STAGE_NAMES.join(', ')}${isRequired ? '' : ` (default: ${defaultStage})`}`,
    '  --help        this text',
  ].join('\n');
}

function parseFlags(args: readonly string[], help: CommandHelp): { stage?: string; help?: boolean } {
  try {
    return parseArgs({
      args: [...args],
      options: { stage: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandLineError(`${reason}\n\n${helpText(help)}`, { cause: error });
  }
}
