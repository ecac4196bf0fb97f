/**
 * Import directions between packages. An arrow means "may import":
 * streaming-core <- turn-engine <- models, store, retrieval <- prompting
 * <- coach-conversation, coach-creator, persona-chat <- functions <- infra <- demo. local-aws imports no package of this
 * project; client imports only the contract.
 */
const LAYERS = [
  ['streaming-core'],
  ['turn-engine'],
  ['models', 'store', 'retrieval'],
  ['prompting'],
  ['coach-conversation', 'coach-creator', 'persona-chat'],
  ['functions'],
  ['infra'],
  ['demo', 'bench', 'api-docs'],
];

const folder = (name) => (name === 'infra' ? 'infra' : `packages/${name}`);
const anyOf = (names) => `^(${names.map(folder).join('|')})/`;
/** Tests may look anywhere. */
const TESTS = '\\.test\\.ts$|\\.fixture\\.ts$|/e2e/|/test/';

const layerRules = LAYERS.flatMap((layer, index) => {
  const above = LAYERS.slice(index + 1).flat();
  return above.length === 0
    ? []
    : [
        {
          name: `${layer[0]}-imports-upwards`,
          severity: 'error',
          from: { path: anyOf(layer) },
          to: { path: anyOf(above) },
        },
      ];
});

/** Packages of one layer do not import each other. */
const siblingRules = LAYERS.filter((layer) => layer.length > 1).map((layer) => ({
  name: `${layer[0]}-imports-a-sibling`,
  severity: 'error',
  from: { path: `^packages/(${layer.join('|')})/` },
  to: { path: anyOf(layer), pathNot: '^packages/$1/' },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    ...siblingRules,
    {
      name: 'local-aws-is-general',
      severity: 'error',
      from: { path: '^packages/local-aws/' },
      to: { path: '^(packages|infra|bin)/', pathNot: '^packages/local-aws/' },
    },
    {
      name: 'api-docs-is-of-the-contract',
      severity: 'error',
      from: { path: '^packages/api-docs/' },
      to: { path: '^(packages|infra|bin)/', pathNot: '^packages/(api-docs|streaming-core/src/contract)/' },
    },
    {
      name: 'client-imports-only-the-contract',
      severity: 'error',
      from: { path: '^packages/client/src/' },
      to: {
        path: '^(packages|infra|bin)/|@aws-sdk|@smithy|aws-lambda|^node:|^(fs|path|http|crypto|stream)$',
        pathNot: ['^packages/client/src/', '^packages/streaming-core/src/contract/', 'node_modules/'],
      },
    },
    {
      name: 'client-main-entry-without-zod-and-frameworks',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: '^packages/client/src/(schema|react|ai-sdk)/' },
      to: { path: 'node_modules/(zod|react|ai)/' },
    },
    {
      name: 'only-users-import-the-client',
      severity: 'error',
      from: { path: '^(packages|infra|bin)/', pathNot: '^packages/(client|web|demo|bench)/' },
      to: { path: '^packages/client/' },
    },
    {
      name: 'web-imports-only-the-client',
      severity: 'error',
      from: { path: '^packages/web/' },
      to: { path: '^(packages|infra|bin)/', pathNot: ['^packages/(web|client)/', 'node_modules/'] },
    },
    {
      name: 'domain-without-aws',
      severity: 'error',
      from: { path: '^packages/(prompting|coach-conversation|coach-creator|persona-chat)/' },
      to: { path: '@aws-sdk|@smithy|aws-lambda' },
    },
    {
      name: 'contract-is-browser-safe',
      severity: 'error',
      from: { path: '^packages/streaming-core/src/contract/' },
      to: { pathNot: ['^packages/streaming-core/src/contract/', 'node_modules/zod/'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-deep-imports',
      comment: "A package's public names come from its exports.",
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/src/',
        pathNot: [
          '^packages/$1/',
          '/index\\.ts$',
          '^packages/functions/',
          '^packages/models/src/(model-table|price-table|pricing)\\.ts$',
        ],
      },
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: `${TESTS}|^packages/(client|web)/dist/` },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
};
