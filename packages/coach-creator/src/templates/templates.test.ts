import { coachSchema } from '@coach-stream/store/entities';
import { describe, expect, it } from '@jest/globals';
import { MIN_SAFETY } from '../build/check/score-safety.ts';
import { MIN_COHERENCE } from '../build/choose/coherence.ts';
import { makeTemplateCoach } from './make-template-coach.ts';
import { COACH_TEMPLATES, findTemplate } from './templates.ts';

const ORIGIN = { coachId: 'coach_1', createdAt: '2026-03-01T00:00:00.000Z' };

describe('the coach templates', () => {
  it('are a handful, told apart by id, name and how they are', () => {
    expect(COACH_TEMPLATES.length).toBeGreaterThanOrEqual(5);
    const kinds = [
      COACH_TEMPLATES.map(({ templateId }) => templateId),
      COACH_TEMPLATES.map(({ name }) => name),
      COACH_TEMPLATES.map(({ written }) => written.coachName),
      COACH_TEMPLATES.map(({ personality, methodology }) => `${personality} ${methodology}`),
    ];
    for (const all of kinds) {
      expect(new Set(all).size).toBe(COACH_TEMPLATES.length);
    }
  });

  it('are found by their ids, which a path can hold, and by nothing else', () => {
    for (const template of COACH_TEMPLATES) {
      expect(template.templateId).toMatch(/^[a-z_]{1,40}$/);
      expect(findTemplate(template.templateId)).toBe(template);
    }
    expect([findTemplate(''), findTemplate('constructor')]).toEqual([undefined, undefined]);
  });
});

describe.each(COACH_TEMPLATES.map((template) => [template.templateId, template] as const))('%s', (_id, template) => {
  const { coach, problems } = makeTemplateCoach(template, ORIGIN);

  it('passes every check that a coach of a session has to pass', () => {
    expect(problems).toEqual([]);
    expect(coach.metadata.scores?.safety).toBeGreaterThanOrEqual(MIN_SAFETY);
    expect(coach.metadata.scores?.coherence).toBeGreaterThanOrEqual(MIN_COHERENCE);
  });

  it('becomes a whole coach that tells nothing of a session or a model', () => {
    expect(coachSchema.parse(coach)).toEqual(coach);
    expect(coach).toMatchObject({
      coachId: 'coach_1',
      status: 'active',
      personality: { primary: template.personality },
      methodology: { primary: template.methodology },
    });
    expect(Object.keys(coach.metadata).sort()).toEqual(['createdAt', 'scores', 'version']);
  });

  it('asks for injuries before the first session', () => {
    expect(coach.prompts.safety).toContain('ask before the first session');
  });
});
