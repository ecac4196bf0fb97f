import { type CallSite, modelTableSchema } from '@coach-stream/models';
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

/** Where the calls of one call site may be answered. */
const regions = z.array(z.string()).min(1);

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
  /** Where texts are found by their meaning. */
  retrieval,
  userPool,
  /** X-Ray tracing of every function. */
  tracing: z.boolean(),
  /** How long a runner owns a turn before others may take it over, in milliseconds; it renews that three times as often. */
  turns: z.strictObject({ leaseMs: z.int().min(1_000).max(60_000) }),
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
  name: z.literal('local'),
  data: z.literal('disposable'),
  allowedOrigins: z.array(loopbackOrigin).min(1),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  logRetentionDays,
});

const devStage = z.strictObject({
  ...common,
  name: z.literal('dev'),
  data: z.enum(['disposable', 'kept']),
  allowedOrigins: z.array(z.union([httpsOrigin, loopbackOrigin])).min(1),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  logRetentionDays,
});

const keptStage = {
  ...common,
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
export const stageConfigSchema = z.discriminatedUnion('name', [localStage, devStage, stagingStage, prodStage]);

/** One stage's configuration, checked. */
export type StageConfig = z.infer<typeof stageConfigSchema>;

/** The configuration of one stage by its name. */
export type StageConfigOf<Name extends StageConfig['name']> = Extract<StageConfig, { name: Name }>;

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && !value.includes('*');
}

function isPublic(origin: string): boolean {
  const { hostname } = new URL(origin);
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  return hostname.includes('.') && !isAddress && !/\.(local|localhost|internal|home\.arpa)$/.test(hostname);
}
