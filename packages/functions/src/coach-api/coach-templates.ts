import { COACH_TEMPLATES, type CoachTemplate, findTemplate, makeTemplateCoach } from '@coach-stream/coach-creator';
import type { CoachRepository } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import { buildPath, type CoachTemplateResource, type CoachTemplates } from '@coach-stream/streaming-core/contract';
import type { RouteHandlers } from './api-route.ts';
import { toCoachResource } from './coach-resource.ts';
import { readKey } from './read-key.ts';
import { readNoBody } from './read-no-body.ts';
import { ulidOfKey } from './ulid-of-key.ts';

/** Shows the ready coaches that a user may take. */
export function createCoachTemplatesHandlers(): RouteHandlers<'coachTemplates'> {
  const body: CoachTemplates = { templates: COACH_TEMPLATES.map(toResource) };
  return { GET: async () => ({ status: 200, body }) };
}

/** What a coach is made of a template with. */
export interface CoachFromTemplateOptions {
  readonly coaches: Pick<CoachRepository, 'create' | 'get'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createUlid: () => string;
}

/**
 * Makes a coach of a template. A repeat of an `Idempotency-Key` makes nothing: it is answered 200 with the coach as it is
 * by then, whatever the template that it asks for.
 */
export function createCoachFromTemplateHandlers({
  coaches,
  now,
  createUlid,
}: CoachFromTemplateOptions): RouteHandlers<'coachFromTemplate'> {
  return {
    async POST({ params: { userId, templateId }, request, basePath }) {
      const key = readKey(request);
      readNoBody(request);
      const template = findTemplate(templateId);
      if (template === undefined) {
        throw new StreamError('TEMPLATE_NOT_FOUND');
      }
      const coachId = `coach_${key === undefined ? createUlid() : ulidOfKey(['coach', userId], key)}`;
      const made = makeTemplateCoach(template, { coachId, createdAt: new Date(now()).toISOString() });
      const isNew = await coaches.create(userId, made.coach);
      const coach = isNew ? made.coach : await coaches.get(userId, coachId);
      if (coach === undefined) {
        throw new StreamError('COACH_NOT_FOUND');
      }
      const location = `${basePath}${buildPath('coach', { userId, coachId })}`;
      return { status: isNew ? 201 : 200, body: toCoachResource(coach), headers: { location } };
    },
  };
}

function toResource({ templateId, name, description, personality, methodology }: CoachTemplate): CoachTemplateResource {
  return { templateId, name, description, personality, methodology };
}
