import { type ChildProcess, fork } from 'node:child_process';

/** A child process that does one task at a time. */
export interface Child<Task, Result> {
  /** @throws Error with the child's own message where the task fails or the process ends. */
  run(task: Task): Promise<Result>;
  stop(): void;
}

type Reply<Result> = { readonly result: Result } | { readonly failure: string };

/** Starts a module of this folder that calls {@link serveTasks}. */
export function startChild<Task extends object, Result>(
  module: string,
  { args = [], execArgv = [] }: { args?: readonly string[]; execArgv?: readonly string[] } = {},
): Child<Task, Result> {
  const child: ChildProcess = fork(new URL(module, import.meta.url), [...args], { execArgv: [...execArgv] });
  return {
    run(task) {
      return new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          child.off('message', onMessage);
          child.off('exit', onExit);
          finish();
        };
        const onExit = () => settle(() => reject(new Error(`${module} ended in the middle of a task.`)));
        const onMessage = (reply: unknown) =>
          settle(() => {
            const answer = reply as Reply<Result>;
            if ('failure' in answer) {
              reject(new Error(answer.failure));
            } else {
              resolve(answer.result);
            }
          });
        child.on('message', onMessage);
        child.on('exit', onExit);
        child.send(task);
      });
    },
    stop() {
      child.kill();
    },
  };
}

/** Answers the tasks of the process that started this one, and ends with it. */
export function serveTasks<Task, Result>(serve: (task: Task) => Promise<Result>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (task) => {
    serve(task as Task).then(
      (result) => process.send?.({ result } satisfies Reply<Result>),
      (error: unknown) =>
        process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}
