import { type CallSite, modelTableSchema, PROVIDER_NAMES, type ProviderName } from '@coach-stream/models';
import * as z from 'zod';

/** Retention periods that CloudWatch Logs takes and this project uses, in days. */
const logRetentionDays = z.literal([7, 30, 90, 180, 365]);

/** Shortest log retention where data is kept: long enough to look into an incident a quarter later. */
const keptLogRetentionDays = z.literal([90, 180, 365]);

const httpsOrigin = z.templateLiteral(['https://', z.string()]).refine(isOrigin, 'must be one https origin, no path');

/** An origin that the public internet reaches: a name with a dot, or no address of a machine or a private network. */
const publicOrigin = httpsOrigin.refine(isPublic, 'must be a public host name, not this machine or a private network');

const loopbackOrigin = z
  .templateLiteral(['http://', z.enum(['127.0.0.1', 'localhost']), ':', z.int()])
  .refine(isOrigin, 'must be one loopback origin, no path');

const userPool = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('own'),
    /** Whether anyone can make an account; `false` leaves it to an administrator. */
    selfSignUp: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('imported'),
    /** A pool that keeps the `custom:user_id` rules of infra/README.md. */
    userPoolId: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/),
    clientId: z.string().regex(/^\w+$/),
  }),
]);

const retrieval = z.discriminatedUnion('kind', [
  /** The coach finds nothing by meaning; turns do without. */
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('pinecone'),
    /** An index with integrated embedding, made by hand (infra/README.md). */
    indexName: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/),
    /** The index's own host, as Pinecone shows it: saves a process its question where the index is. */
    host: z
      .string()
      .regex(/^[a-z0-9.-]+\.pinecone\.io$/)
      .optional(),
  }),
]);

const notHosted = z.strictObject({ kind: z.literal('none') });

/** A name of one's own for the hosted web app. */
const webDomain = z.strictObject({
  /** Its DNS record is made by hand (infra/README.md); `https://` and this is one of the stage's allowed origins. */
  name: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/),
  /** Of ACM, in us-east-1 as CloudFront wants it, for that name. */
  certificateArn: z.string().regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]+$/),
});

/** Where the calls of one call site may be answered. */
const regions = z.array(z.string()).min(1);

/** Names of secrets that hold an API key and nothing else, made by hand (infra/README.md). */
const keySecretIds = z.array(z.string().regex(/^[\w/+=.@-]{1,512}$/));

/**
 * The providers whose models functions can call: their code is bundled, and they may read these keys. A switch can name
 * no other provider, no other key and, of Bedrock, no other models.
 */
const providers = z.strictObject({
  bedrock: z.strictObject({
    /** Inference profiles or foundation models besides those in `models`, at any call site, within its regions. */
    switchableModels: z.array(z.string()),
  }),
  anthropic: z.strictObject({ keySecretIds: keySecretIds.min(1) }).optional(),
  openai: z.strictObject({ keySecretIds }).optional(),
});

/**
 * What one user may use, so that no reserved concurrency is needed and no bill surprises. Exact, whatever runs at once or
 * crashes: packages/store counts in one item a user, which grows with the first two and is written with every turn.
 */
const limits = z
  .strictObject({
    /** Most turns that begin within 60 seconds. */
    turnsPerMinute: z.int().min(1).max(3_000),
    /** Most turns that run at once, in all conversations, sessions and chats. */
    concurrentTurns: z.int().min(1).max(500),
    /** Most tokens of a day by UTC: input, output and cache, of all model calls of turns. */
    tokensPerDay: z.int().positive(),
    /** Most US dollars of a day by UTC, by the prices in `models`. */
    costUsdPerDay: z.number().positive().max(1_000_000),
    /** What a running turn is taken to use until it has ended: as much as a long one does, or limits are passed by some. */
    reservation: z.strictObject({ tokens: z.int().positive(), costUsd: z.number().positive() }),
  })
  .refine(
    ({ concurrentTurns, tokensPerDay, costUsdPerDay, reservation }) =>
      tokensPerDay >= concurrentTurns * reservation.tokens && costUsdPerDay >= concurrentTurns * reservation.costUsd,
    'a day has to hold the reservations of all concurrent turns',
  );

const common = {
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
  models: modelTableSchema,
  /** Per call site: the regions that its inference profile routes to, or the stack's own for a bare model id. */
  modelRegions: z.strictObject({
    coach: regions,
    router: regions,
    extract: regions,
    summary: regions,
    build: regions,
  } satisfies Record<CallSite, typeof regions>),
  providers,
  modelSwitch: z.strictObject({
    /** How long a function goes by the switch that it has read, in milliseconds: a change takes at most so long. */
    cacheMs: z.int().min(0).max(300_000),
  }),
  /** Where texts are found by their meaning. */
  retrieval,
  userPool,
  /** X-Ray tracing of every function. */
  tracing: z.boolean(),
  /** How long a runner owns a turn before others may take it over, in milliseconds; it renews that three times as often. */
  turns: z.strictObject({ leaseMs: z.int().min(1_000).max(60_000) }),
  limits,
  restApi: z.strictObject({
    /**
     * Whether the stage sets the role by which API Gateway writes logs. An account has one a region, for everything in
     * it: `false` where it is set by others.
     */
    shouldSetLogRole: z.boolean(),
  }),
  streamFunction: z.strictObject({ memoryMb: z.int().min(128).max(10_240), timeoutSeconds: z.int().min(30).max(900) }),
};

const localStage = z.strictObject({
  ...common,
  /** `npm start` serves it. */
  web: notHosted,
  name: z.literal('local'),
  data: z.literal('disposable'),
  allowedOrigins: z.array(loopbackOrigin).min(1),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  logRetentionDays,
});

const devStage = z.strictObject({
  ...common,
  /** Without a domain it has an address of CloudFront's own, and the TLS versions that CloudFront gives that one. */
  web: z.discriminatedUnion('kind', [
    notHosted,
    z.strictObject({ kind: z.literal('hosted'), domain: webDomain.optional() }),
  ]),
  name: z.literal('dev'),
  data: z.enum(['disposable', 'kept']),
  allowedOrigins: z.array(z.union([httpsOrigin, loopbackOrigin])).min(1),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  logRetentionDays,
});

const keptStage = {
  ...common,
  web: z.discriminatedUnion('kind', [notHosted, z.strictObject({ kind: z.literal('hosted'), domain: webDomain })]),
  data: z.literal('kept'),
  allowedOrigins: z.array(publicOrigin).min(1),
  logRetentionDays: keptLogRetentionDays,
};

const stagingStage = z.strictObject({
  ...keptStage,
  name: z.literal('staging'),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
});

const prodStage = z.strictObject({
  ...keptStage,
  name: z.literal('prod'),
  logLevel: z.enum(['INFO', 'WARN', 'ERROR']),
});

/**
 * Everything that differs between stages.
 *
 * `data: 'kept'` stands for all of it at once: point-in-time recovery, deletion protection of tables and user pool,
 * termination protection of the stacks, RETAIN. Staging and prod take no other value, no `*` or `http:` origin and
 * no short log retention: such a config neither compiles nor synthesizes.
 */
export const stageConfigSchema = z
  .discriminatedUnion('name', [localStage, devStage, stagingStage, prodStage])
  .refine(mayCallItsStage, { path: ['allowedOrigins'], error: 'must have the origin of the domain in `web`' });

/** One stage's configuration, checked. */
export type StageConfig = z.infer<typeof stageConfigSchema>;

/** How a stage hosts the web app, where it does. */
export type HostedWeb = Extract<z.infer<typeof devStage>['web'], { kind: 'hosted' }>;

/** The configuration of one stage by its name. */
export type StageConfigOf<Name extends StageConfig['name']> = Extract<StageConfig, { name: Name }>;

/** The providers whose models a stage's functions can call. */
export function broughtProviders({ providers }: StageConfig): ProviderName[] {
  return PROVIDER_NAMES.filter((name) => providers[name] !== undefined);
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && !value.includes('*');
}

/** A page on a domain that the stage does not allow could load, and call nothing. */
function mayCallItsStage({
  web,
  allowedOrigins,
}: {
  web: HostedWeb | z.infer<typeof notHosted>;
  allowedOrigins: readonly string[];
}): boolean {
  const domain = web.kind === 'hosted' ? web.domain : undefined;
  return domain === undefined || allowedOrigins.includes(`https://${domain.name}`);
}

function isPublic(origin: string): boolean {
  const { hostname } = new URL(origin);
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  return hostname.includes('.') && !isAddress && !/\.(local|localhost|internal|home\.arpa)$/.test(hostname);
}
