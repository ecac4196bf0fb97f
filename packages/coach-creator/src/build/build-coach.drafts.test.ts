import { describe, expect, it } from '@jest/globals';
import { build, coachOf, createBuildWorld, goodDraft } from './build-world.fixture.ts';
import type { WrittenCoach } from './generate/written-coach.ts';

/** A draft with one of its texts changed. */
const withMotivation =
  (motivation: string) =>
  (request: Parameters<typeof goodDraft>[0]): WrittenCoach => {
    const draft = goodDraft(request);
    return { ...draft, prompts: { ...draft.prompts, motivation } };
  };
const UNSAFE = withMotivation('Celebrate every session with a set of box jumps at the end.');
const PLACEHOLDER = withMotivation('Tell [NAME] that they are doing well, every single day.');

describe('a draft that the checks refuse', () => {
  it.each([
    ['unsafe', UNSAFE, 'box jumps'],
    ['with a placeholder', PLACEHOLDER, '[NAME]'],
    [
      'with a name that is too long',
      (request) => ({ ...goodDraft(request), coachName: 'Robin the Very Patient Strength Coach' }),
      'coachName',
    ],
    [
      'with a long description',
      (request) => ({ ...goodDraft(request), coachDescription: 'A very patient coach for your strength' }),
      'coachDescription',
    ],
    [
      'that drives through pain',
      withMotivation('Remind them to push through the pain when it counts.'),
      'push through the pain',
    ],
    ['in another shape', () => ({ coachName: 'Robin' }), 'coachDescription: has to be there, as string.'],
    ['that is no object', () => 'Robin', 'The input of the tool: has to be there, as object.'],
  ] satisfies [string, (request: Parameters<typeof goodDraft>[0]) => unknown, string][])(
    '%s is repaired once, shown its problems',
    async (_name, reply, problem) => {
      const world = createBuildWorld();
      world.replies = [reply, goodDraft];
      expect(await build(world)).toMatchObject({ status: 'complete' });
      expect(world.requests).toHaveLength(2);
      const repair = world.requests[1]?.messages.map(({ content }) => JSON.stringify(content)).join('') ?? '';
      expect(repair.slice(repair.indexOf('<problems>'))).toContain(problem);
      expect(coachOf(world).metadata.usage).toMatchObject({ modelCalls: 2 });
    },
  );

  it.each([
    ['CONFIG_UNSAFE', UNSAFE],
    ['CONFIG_PLACEHOLDER', PLACEHOLDER],
    ['CONFIG_INVALID', () => ({})],
    [
      'CONFIG_INCOHERENT',
      (request) => {
        const draft = goodDraft(request);
        return {
          ...draft,
          prompts: { ...draft.prompts, methodology: 'Go by feel, and take it as it comes each day.' },
        };
      },
    ],
  ] satisfies [string, (request: Parameters<typeof goodDraft>[0]) => unknown][])(
    'twice ends in no coach and the reason %s',
    async (reason, reply) => {
      const world = createBuildWorld();
      world.replies = [reply];
      expect(await build(world)).toEqual({ status: 'failed', reason });
      expect(world.requests).toHaveLength(2);
      expect(world.coaches.size).toBe(0);
      expect(world.session?.build).toMatchObject({ status: 'failed', reason, step: 'improvingCoach' });
      expect(await build(world)).toEqual({ status: 'skipped', reason: 'alreadyFailed' });
    },
  );
});
