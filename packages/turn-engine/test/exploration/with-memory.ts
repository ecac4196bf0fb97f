import { parseSync, transformSync, type YieldExpression } from '@swc/core';
import { type FunctionCode, type Live, liveAtYields } from './live-variables.ts';

/** What `withMemory` makes code call, around every `yield`. */
export interface MemoryHooks {
  /** Runs a part of a generator; where it is suspended in there, `memory` tells what it still looks at afterwards. */
  readonly $inside: (place: string, part: Generator, memory: () => unknown[]) => Generator;
  /** A part that only asks for one thing. */
  readonly $ask: (asked: unknown) => Generator;
  /** What a call of a method looks at. */
  readonly $method: (object: unknown, name: string) => unknown;
}

/**
 * Rewrites TypeScript so that every suspended generator in it can be asked for its place and its memory: each `yield`
 * of a generator function is put into a call of `$inside` that carries a function over the variables that are live
 * there. It changes nothing of what the code does.
 *
 * @param file names the places
 * @returns a CommonJS module that expects the `MemoryHooks` as variables
 */
export function withMemory(file: string, source: string): string {
  const plain = transformSync(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
    module: { type: 'es6' },
  });
  // The statement in front makes the first position that of the first byte; positions count bytes.
  const code = Buffer.from(`0;${plain.code}`);
  const module = parseSync(code.toString(), { syntax: 'ecmascript', target: 'es2024' });
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  let places = 0;
  for (const generator of generatorsIn(module.body)) {
    for (const [asked, live] of liveAtYields(generator)) {
      const start = asked.span.start - module.span.start;
      const end = asked.span.end - module.span.start;
      if (asked.argument === undefined || !('span' in asked.argument)) {
        throw new Error(`A generator of ${file} yields nothing.`);
      }
      const argument = asked.argument.span.start - module.span.start;
      places += 1;
      const place = JSON.stringify(`${file}:${places}`);
      edits.push({ from: start, to: argument, text: `(yield* $inside(${place}, ${asked.delegate ? '' : '$ask('}` });
      edits.push({ from: end, to: end, text: `${asked.delegate ? '' : ')'}, () => [${memoryOf(live, asked)}]))` });
    }
  }
  edits.sort((one, two) => two.from - one.from);
  const edited = edits.reduce(
    (text, { from, to, text: added }) => Buffer.concat([text.subarray(0, from), Buffer.from(added), text.subarray(to)]),
    code,
  );
  return transformSync(edited.toString(), {
    jsc: { parser: { syntax: 'ecmascript' }, target: 'es2024' },
    module: { type: 'commonjs' },
  }).code;
}

/** The live variables as expressions; what is part of another one of them is left out. */
function memoryOf(live: Live, asked: YieldExpression): string {
  const paths = [...live].filter((path) => ![...live].some((whole) => path.startsWith(`${whole}.`))).sort();
  const names = new Map(paths.map((path) => [path.split('#', 1)[0], path.split(/[.]/, 1)[0]]));
  if (paths.some((path) => names.get(path.split('#', 1)[0]) !== path.split('.', 1)[0])) {
    throw new Error(`Two variables of one name are live at ${asked.span.start}: give one another name.`);
  }
  return paths
    .map((path) => {
      const parts = path.replace(/#\d+/, '').split('.');
      if (!path.endsWith('()')) {
        return parts.join('?.');
      }
      const method = parts.pop()?.slice(0, -2);
      return `$method(${parts.join('?.')}, '${method}')`;
    })
    .join(', ');
}

/** The generator functions that a module declares; others in it stay as they are, and have no memory of their own. */
function generatorsIn(node: unknown): FunctionCode[] {
  if (Array.isArray(node)) {
    return node.flatMap(generatorsIn);
  }
  if (typeof node !== 'object' || node === null || !('type' in node)) {
    return [];
  }
  if (node.type === 'ExportDeclaration' && 'declaration' in node) {
    return generatorsIn(node.declaration);
  }
  if (node.type !== 'FunctionDeclaration' || !('generator' in node) || node.generator !== true) {
    return [];
  }
  const { params, body } = node as unknown as { params: { pat: FunctionCode['params'][number] }[] } & FunctionCode;
  return [{ params: params.map(({ pat }) => pat), body }];
}
