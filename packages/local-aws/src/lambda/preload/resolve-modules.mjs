/**
 * Two rules for how modules are found.
 *
 * - The runtime client asks for its native addon; the answer is `rapid-client.cjs`, the same three functions over HTTP.
 * - On AWS nothing lies above the function's code. Here a `package.json` of the surrounding repository may, and would
 *   make ES modules of the function's CommonJS files; so `.js` below the task root is CommonJS unless a `package.json`
 *   inside the task root says otherwise.
 */
import { readFileSync, realpathSync } from 'node:fs';
import Module, { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const RAPID_CLIENT = new URL('./rapid-client.cjs', import.meta.url).href;
// Modules are known by their real path
const taskRoot = realpathSync(process.env.LAMBDA_TASK_ROOT ?? process.cwd());
const taskRootUrl = `${pathToFileURL(taskRoot).href}/`;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === './rapid-client.node') return { url: RAPID_CLIENT, format: 'commonjs', shortCircuit: true };
    const resolved = nextResolve(specifier, context);
    return isOwnScript(resolved.url) ? { ...resolved, format: formatOf(resolved.url) } : resolved;
  },
});

// `require`, and `import` of CommonJS, ask this function instead of the hook
const compileScript = Module._extensions['.js'];
Module._extensions['.js'] = (module, filename) => {
  const url = pathToFileURL(filename).href;
  if (!isOwnScript(url) || formatOf(url) === 'module') return compileScript(module, filename);
  return module._compile(readFileSync(filename, 'utf8'), filename, 'commonjs');
};

function isOwnScript(url) {
  return url.startsWith(taskRootUrl) && url.endsWith('.js');
}

function formatOf(url) {
  return formatInside(dirname(fileURLToPath(url)));
}

/** Format of a `.js` file in `directory`, looking no higher than the task root. */
function formatInside(directory) {
  for (let current = directory; current.startsWith(taskRoot); current = dirname(current)) {
    try {
      return JSON.parse(readFileSync(join(current, 'package.json'), 'utf8')).type === 'module' ? 'module' : 'commonjs';
    } catch {
      // none here: look one folder up
    }
  }
  return 'commonjs';
}
