import * as z from 'zod/mini';

/** The outputs file's version. A reader refuses a newer one. */
export const OUTPUTS_VERSION = 1;

/** A base URL without a trailing slash, so that a route's path can be appended. */
const baseUrlSchema = z
  .url({ protocol: /^https?$/ })
  .check(z.refine((url) => !url.endsWith('/'), 'must not end with "/"'));

/**
 * What a frontend needs of a deployed stage: `outputs/<stage>.json`, also in an SSM parameter.
 * `auth.endpoint` is set only where Cognito is served somewhere else than at AWS.
 */
export const outputsSchema = z.object({
  version: z.literal(OUTPUTS_VERSION),
  stage: z.string(),
  region: z.string(),
  streams: z.object({
    coachConversation: baseUrlSchema,
    coachCreatorSession: z.optional(baseUrlSchema),
    personaChat: z.optional(baseUrlSchema),
  }),
  /** The REST API, stage path included. */
  api: z.optional(baseUrlSchema),
  auth: z.object({
    userPoolId: z.string(),
    clientId: z.string(),
    issuer: baseUrlSchema,
    endpoint: z.optional(baseUrlSchema),
  }),
  features: z.object({ streaming: z.boolean() }),
});

export type Outputs = z.infer<typeof outputsSchema>;
