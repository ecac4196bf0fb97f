import type { ProviderName } from '@coach-stream/models';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { bundleFunction } from './bundle-function.ts';

/**
 * A function's code: `index.mjs`, which Lambda loads, and a file for each part that is imported with its first use.
 * `NodejsFunction` knows one file a function only, whose unused parts are parsed at every cold start all the same.
 *
 * The asset's hash is that of what was bundled: it does not depend on where the repository lies.
 *
 * @param name its folder in packages/functions/src
 * @param providers those whose models it can call
 */
export function functionCode(name: string, providers: readonly ProviderName[]): AssetCode {
  return Code.fromAsset(REPOSITORY_ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never started: bundling is done here or fails. The command tells one function's bundle from another's.
      image: DockerImage.fromRegistry('none'),
      command: [name, ...providers],
      local: {
        tryBundle(outdir) {
          bundleFunction(name, providers, outdir);
          return true;
        },
      },
    },
  });
}
