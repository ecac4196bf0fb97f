/** A command that a message may begin with. */
export interface SlashCommand {
  readonly name: string;
  readonly hint: string;
}

/** The commands that the coach knows. */
const COMMANDS: readonly SlashCommand[] = [
  { name: '/log-workout', hint: 'Log a workout: 5x5 back squat at 100 kg, felt hard' },
  { name: '/save-memory', hint: 'Keep in mind: my left knee hurts when I lunge' },
];

/** The commands that a draft may become. */
export function matchingCommands(draft: string): readonly SlashCommand[] {
  return /^\/[\w-]*$/.test(draft) ? COMMANDS.filter(({ name }) => name.startsWith(draft) && name !== draft) : [];
}
