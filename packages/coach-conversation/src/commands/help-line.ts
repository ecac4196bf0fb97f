import type { Command } from './parse-command.ts';

const HELP_LINES: Readonly<Record<Command['name'], string>> = {
  logWorkout:
    'Tell me what you did right behind the command, and I log it. For example: /log-workout 5x5 back squats at 80 kg this morning, effort 8 of 10',
  saveMemory:
    'Write what I should keep in mind right behind the command. For example: /save-memory My left knee does not like deep lunges',
};

/** The written answer to a command without a text: what it is for. Nothing is saved. */
export function helpLine({ name }: Command): string {
  return HELP_LINES[name];
}
