import { changeCoachBodySchema, coachPageSchema, coachResourceSchema, coachTemplatesSchema } from '../coaches.ts';
import { emptyBodySchema } from '../requests.ts';
import { deletedSchema } from '../resources.ts';
import { jsonBody, type OperationTable } from './operation.ts';
import { DELETED, NEW_PAGE, NOT_MODIFIED } from './shared.ts';

/** Operations of coaches and templates. */
export const COACH_OPERATIONS = {
  coaches: {
    tag: 'Coaches',
    server: 'api',
    GET: {
      summary: "List a user's coaches, greatest id first",
      query: ['limit', 'cursor'],
      answers: { 200: { description: NEW_PAGE, json: coachPageSchema } },
    },
  },
  coach: {
    tag: 'Coaches',
    server: 'api',
    GET: {
      summary: 'Show a coach',
      headers: ['If-None-Match'],
      answers: {
        200: { description: 'The coach.', json: coachResourceSchema, headers: ['etag'] },
        304: NOT_MODIFIED,
      },
      refusals: ['COACH_NOT_FOUND'],
    },
    PATCH: {
      summary: "Change a coach's name, description or status",
      body: jsonBody(changeCoachBodySchema, { example: { coachName: 'Robin', status: 'archived' } }),
      headers: ['If-Match'],
      answers: { 200: { description: 'The coach as it is now.', json: coachResourceSchema, headers: ['etag'] } },
      refusals: ['COACH_NOT_FOUND'],
    },
    DELETE: {
      summary: 'Delete a coach that has no conversations',
      headers: ['If-Match'],
      answers: { 200: { description: DELETED, json: deletedSchema } },
      refusals: ['COACH_NOT_FOUND', 'COACH_IN_USE'],
    },
  },
  coachTemplates: {
    tag: 'Coaches',
    server: 'api',
    GET: {
      summary: 'Show the ready coaches that a user may take',
      answers: { 200: { description: 'Every template.', json: coachTemplatesSchema } },
    },
  },
  coachFromTemplate: {
    tag: 'Coaches',
    server: 'api',
    POST: {
      summary: 'Make a coach of a template',
      body: jsonBody(emptyBodySchema, { example: {}, isRequired: false }),
      headers: ['Idempotency-Key'],
      answers: {
        200: {
          description: 'The coach that an earlier request with this key made.',
          json: coachResourceSchema,
          headers: ['location'],
        },
        201: { description: 'The new coach.', json: coachResourceSchema, headers: ['location'] },
      },
      refusals: ['TEMPLATE_NOT_FOUND', 'COACH_NOT_FOUND'],
    },
  },
} satisfies Partial<OperationTable>;
