import { createCoachRepository } from '@coach-stream/store';
import { buildPath, coachResourceSchema, coachTemplatesSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';
import type { ApiRequestOptions } from '../../test/rest-api-event.ts';

const world = useCoachApi();

const readTemplates = async () => {
  const { json } = await world.send({ path: buildPath('coachTemplates', world.ref) });
  expect(json).toEqual(coachTemplatesSchema.parse(json));
  return coachTemplatesSchema.parse(json).templates;
};
const take = (templateId: string, options: Partial<ApiRequestOptions> = {}) =>
  world.send({ method: 'POST', path: buildPath('coachFromTemplate', { ...world.ref, templateId }), ...options });

describe('the coach templates', () => {
  it('are shown without the texts of their prompts', async () => {
    const templates = await readTemplates();
    expect(templates.length).toBeGreaterThan(4);
    expect(templates[0]).toEqual({
      templateId: 'first_strength',
      name: 'First strength',
      description: expect.any(String),
      personality: 'personal_trainer',
      methodology: 'strength_linear_progression',
    });
  });

  it('become coaches of the user’s, each of them', async () => {
    for (const { templateId, personality, methodology } of await readTemplates()) {
      const { status, json, headers } = await take(templateId);
      const coach = coachResourceSchema.parse(json);
      expect(status).toBe(201);
      expect(coach).toMatchObject({
        coachId: expect.stringMatching(/^coach_[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
        status: 'active',
        personality: { primary: personality },
        methodology: { primary: methodology },
        technical: { injuryConsiderations: [], safety: { volumeProgressionLimit: expect.any(Number) } },
      });
      const path = buildPath('coach', { ...world.ref, coachId: coach.coachId });
      expect(headers.location).toBe(`/dev${path}`);
      expect((await world.send({ path })).json).toEqual(json);
      const stored = await createCoachRepository(world.table).get(world.ref.userId, coach.coachId);
      expect(stored?.prompts.safety).toContain('stop');
    }
  });

  it('make one coach of however many requests with the same key', async () => {
    const headers = { 'Idempotency-Key': TURN_ID };
    const answers = await Promise.all([take('first_strength', { headers }), take('calm_mobility', { headers })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(answers[0]?.json).toEqual(answers[1]?.json);
    const others = await Promise.all([take('first_strength'), take('first_strength')]);
    expect(new Set([...answers, ...others].map(({ json }) => json.coachId)).size).toBe(3);
  });

  it.each<[string, Partial<ApiRequestOptions>, number, string]>([
    ['a body that says anything', { body: { coachName: 'Kim' } }, 422, 'INVALID_BODY'],
    ['a key that is none', { headers: { 'Idempotency-Key': 'x' } }, 400, 'INVALID_IDEMPOTENCY_KEY'],
  ])('are refused with %s', async (_case, options, status, code) => {
    world.expectRefusal(await take('first_strength', options), status, code);
  });
});
