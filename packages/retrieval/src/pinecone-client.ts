/**
 * Pinecone's client, to be loaded with the first call. Its package is CommonJS, whose names a bundler finds for a static
 * import only: an `import()` of the package itself has them in some bundles and not in others.
 */
export { Pinecone } from '@pinecone-database/pinecone';
