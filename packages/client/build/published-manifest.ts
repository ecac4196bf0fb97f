/** The workspace's package.json. */
export interface SourceManifest {
  /** Each entry with its source. */
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What only the workspace needs. */
const WORKSPACE_FIELDS = ['devDependencies', 'scripts', 'private'];

/** The package.json that is published: entries lead to `dist`, and nothing names the workspace. */
export function toPublishedManifest(manifest: SourceManifest): string {
  const kept = Object.entries(manifest).filter(([field]) => !WORKSPACE_FIELDS.includes(field));
  const exports = Object.fromEntries(
    Object.entries(manifest.exports).map(([entry, source]) => {
      const module = source.replace(/^\.\/src\//, '').replace(/\.ts$/, '');
      return [entry, { types: `./dist/types/client/src/${module}.d.ts`, default: `./dist/${module}.js` }];
    }),
  );
  return `${JSON.stringify({ ...Object.fromEntries(kept), exports: { ...exports, './package.json': './package.json' } }, null, 2)}\n`;
}
