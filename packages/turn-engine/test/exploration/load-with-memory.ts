import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { canonical } from './canonical.ts';
import { type MemoryHooks, withMemory } from './with-memory.ts';

/** A change of a source file before it is loaded: text that occurs once in it, and what stands there instead. */
export interface SourceEdit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Code whose suspended generators tell what they remember. */
export interface LoadedCode {
  /** What the module exports. */
  readonly exports: unknown;
  /**
   * Brings a generator to where `replay` brings it, and gives what it remembers there: its places, from the outermost
   * generator to the innermost, and what each still looks at.
   */
  readonly memoryAfter: <Output>(replay: () => Output) => { readonly output: Output; readonly memory: string };
}

/**
 * Loads a TypeScript module, and all that it imports by relative paths, rewritten `withMemory`.
 *
 * @param packages what imports of packages give, by name
 * @throws Error where an edit's text does not occur exactly once
 */
export function loadWithMemory(
  entry: string,
  options: { readonly packages: Readonly<Record<string, unknown>>; readonly edits?: readonly SourceEdit[] },
): LoadedCode {
  let inside: { readonly place: string; readonly memory: () => unknown[] }[] = [];
  const hooks: MemoryHooks = {
    *$inside(place, part, memory) {
      inside.push({ place, memory });
      try {
        return yield* part;
      } finally {
        inside.pop();
      }
    },
    *$ask(asked) {
      return yield asked;
    },
    // A function that an object carries itself does not look at the object; one of its class may.
    $method: (object, name) => (object !== undefined && object !== null && Object.hasOwn(object, name) ? null : object),
  };

  const edits = new Set(options.edits);
  const modules = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known !== undefined) {
      return known.exports;
    }
    const loaded = { exports: {} };
    modules.set(path, loaded);
    const source = [...edits]
      .filter((edit) => resolve(dirname(entry), edit.file) === path)
      .reduce((text, edit) => (edits.delete(edit) ? edited(text, edit) : text), readFileSync(path, 'utf8'));
    const load$ = (specifier: string) =>
      specifier.startsWith('.') ? load(resolve(dirname(path), specifier)) : options.packages[specifier];
    const run = new Function('require', 'exports', ...Object.keys(hooks), withMemory(basename(path), source));
    run(load$, loaded.exports, ...Object.values(hooks));
    return loaded.exports;
  };

  const exports = load(entry);
  if (edits.size > 0) {
    throw new Error(`No module that is loaded is ${[...edits].map(({ file }) => file).join()}.`);
  }
  return {
    exports,
    memoryAfter: (replay) => {
      inside = [];
      const output = replay();
      return { output, memory: canonical(inside.map(({ place, memory }) => [place, memory()])) };
    },
  };
}

function edited(text: string, { file, from, to }: SourceEdit): string {
  const parts = text.split(from);
  if (parts.length !== 2) {
    throw new Error(`"${from}" stands ${parts.length - 1} times in ${file}.`);
  }
  return parts.join(to);
}
