/** A command that cannot go on; the message tells the person what to do. Printed without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/** Runs a command and sets the process's exit code: 1 with the message of a `DemoError`, 1 with the stack of a defect. */
export async function runDemoCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof DemoError ? error.message : error);
    process.exitCode = 1;
  }
}
