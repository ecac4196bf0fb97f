/** What a person can order in writing. */
export interface Command {
  readonly name: 'logWorkout' | 'saveMemory';
  /** What stands behind the command, trimmed; `''` where nothing is there that can be seen. */
  readonly text: string;
}

const NAMES: Readonly<Record<string, Command['name']>> = {
  '/log-workout': 'logWorkout',
  '/save-memory': 'saveMemory',
};

const COMMAND = /^\s*(\/[a-z]+-[a-z]+)(?:\s+([\s\S]*))?$/i;
/** A character that is no separator and no control, format or surrogate code. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * The slash command that a message is: `/log-workout TEXT` or `/save-memory TEXT`, in any case. Asks no model, so that
 * commands work while the router is down.
 *
 * @returns `undefined` for any other message, also one with another slash command
 */
export function parseCommand(message: string): Command | undefined {
  const [, spelled = '', text = ''] = COMMAND.exec(message) ?? [];
  const name = NAMES[spelled.toLowerCase()];
  return name && { name, text: VISIBLE.test(text) ? text.trim() : '' };
}
