/**
 * Provides the AWS SDK to code that does not bring it along, as the managed Node.js runtimes do: an `@aws-sdk/…` or
 * `@smithy/…` module that is not found from the function's code is looked for among the dependencies of this package.
 *
 * A copy inside the function's own code comes first.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
 */
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const PROVIDED = /^@(aws-sdk|smithy)\//;
const NOT_FOUND = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);
const require = createRequire(import.meta.url);

registerHooks({
  resolve(specifier, context, nextResolve) {
    // A second look from here comes through this hook again
    if (!PROVIDED.test(specifier) || context.parentURL === import.meta.url) return nextResolve(specifier, context);
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      if (!NOT_FOUND.has(error.code)) throw error;
      try {
        return resolveHere(specifier, context, nextResolve);
      } catch {
        throw error;
      }
    }
  },
});

function resolveHere(specifier, context, nextResolve) {
  if (context.conditions.includes('import')) return nextResolve(specifier, { ...context, parentURL: import.meta.url });
  // For `require`, Node.js leaves `parentURL` aside
  return { url: pathToFileURL(require.resolve(specifier)).href, shortCircuit: true };
}
