import type { ChatRequest } from '@coach-stream/models';
import type { CreatorSession, Profile, StoredMessage } from '@coach-stream/store/entities';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QuestionId } from '../questions/question.ts';
import { findQuestion, QUESTIONS } from '../questions/questions.ts';
import { countProgress } from '../session/count-progress.ts';
import { startSession } from '../session/start-session.ts';
import { TRAILER_MARKERS } from '../trailer/trailer-format.ts';
import { buildCreatorPrompt, type CreatorPromptFacts, MAX_EARLIER_ANSWER_CHARACTERS } from './build-creator-prompt.ts';
import { PROMPT_FENCES } from './prompt-fences.ts';

const { session: NEW, firstMessage } = startSession({
  userId: 'u',
  sessionId: 'sess_01J',
  startedAt: '2026-01-01T08:00:00.000Z',
});
const answer = (text: string, ...followUps: string[]) => ({ text, followUps, answeredAt: NEW.startedAt });

/** A session that asks this question, with everything before it answered. */
function sessionAt(id: QuestionId, changes: Partial<CreatorSession> = {}): CreatorSession {
  const current = findQuestion(id) ?? QUESTIONS[0];
  const before = QUESTIONS.slice(0, QUESTIONS.indexOf(current));
  const answers = Object.fromEntries(before.map((question) => [question.id, answer(`about ${question.id}`)]));
  const progress = countProgress({ answers, level: 'unknown', current });
  return { ...NEW, currentQuestionId: id, answers, progress, ...changes };
}

function prompt(session: CreatorSession, facts: Partial<CreatorPromptFacts> = {}): ChatRequest {
  const current = findQuestion(session.currentQuestionId) ?? QUESTIONS[0];
  const usual = { session, current, profile: undefined, messages: [], text: 'My answer.' };
  return buildCreatorPrompt({ ...usual, answeredAt: '2026-01-05T23:30:00.000Z', ...facts });
}

const textsOf = ({ messages }: ChatRequest) =>
  (messages.at(-1)?.content ?? []).map((block) => ('text' in block ? block.text : ''));

/** What stands in a fence of the last message. */
function inFence(request: ChatRequest, name: keyof typeof PROMPT_FENCES): string | undefined {
  const tag = PROMPT_FENCES[name];
  return new RegExp(`<${tag}>\n([\\s\\S]*?)\n</${tag}>`).exec(textsOf(request).join('\n'))?.[1];
}

describe('the prompt of a creator turn', () => {
  it('has a system prompt that is the same for every person and turn, and names every fence', () => {
    const one = prompt(NEW);
    const two = prompt(sessionAt('coachingStyle'), { text: 'Other.' });
    expect(two.system).toEqual(one.system);
    expect(one.system.at(-1)).toEqual({ cachePoint: true });
    for (const name of Object.values(PROMPT_FENCES)) {
      expect(JSON.stringify(one.system)).toContain(`<${name}>`);
    }
  });

  it('is one message of the person, with images between what is known and the answer', () => {
    const image = { image: { format: 'png' as const, bytes: Uint8Array.of(1) } };
    const { messages } = prompt(NEW, { images: [image, image] });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.role).toBe('user');
    expect(messages[0]?.content.slice(1, -1)).toEqual([image, image]);
    expect(inFence(prompt(NEW, { images: [image] }), 'session')).toContain('Images sent with the answer: 1');
    expect(textsOf(prompt(NEW)).at(-1)).toBe('<answer>\nMy answer.\n</answer>');
  });

  it('cuts each earlier answer to 300 characters, and leaves out what is asked now', () => {
    const session = sessionAt('experienceLevel');
    const long = 'word '.repeat(1_600);
    const answers = { ...session.answers, goalsAndTimeline: answer(long, long), experienceLevel: answer('A bit.') };
    const request = prompt({ ...session, answers });
    const lines = (inFence(request, 'earlierAnswers') ?? '').split('\n').filter((line) => line.startsWith('- word'));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(MAX_EARLIER_ANSWER_CHARACTERS + 2);
    }
    expect(inFence(request, 'earlierAnswers')).not.toContain('A bit.');
    expect(inFence(request, 'currentQuestion')).toContain('A bit.');
  });

  it('gives the answer itself whole, at 8,000 characters', () => {
    const text = 'a'.repeat(8_000);
    expect(inFence(prompt(NEW, { text }), 'answer')).toBe(text);
  });

  it("has the person's directive where it is on, their units, the level and the signals", () => {
    const criticalTrainingDirective = { content: 'No jumps.', enabled: true, updatedAt: '' };
    const profile: Profile = { userId: 'u', timezone: 'UTC', unitSystem: 'imperial', createdAt: '' };
    const on = prompt(
      { ...NEW, sophisticationLevel: 'advanced', detectedSignals: ['1rm', 'rpe'] },
      { profile: { ...profile, criticalTrainingDirective } },
    );
    expect(inFence(on, 'directive')).toBe('No jumps.');
    expect(inFence(on, 'session')).toMatch(/2026-01-05[\s\S]*imperial[\s\S]*advanced[\s\S]*1rm, rpe[\s\S]*0 of 10/);
    const off = { ...profile, criticalTrainingDirective: { ...criticalTrainingDirective, enabled: false } };
    expect(textsOf(prompt(NEW, { profile: off })).join()).not.toContain('No jumps');
  });

  it('has what was said last', () => {
    const messages: StoredMessage[] = [firstMessage];
    expect(inFence(prompt(NEW, { messages }), 'lastReply')).toContain(QUESTIONS[0].wordings.unknown);
    expect(inFence(prompt(NEW), 'lastReply')).toBeUndefined();
  });

  it('has the next question in the wording for each level, and the hint of a follow-up', () => {
    const next = inFence(prompt(NEW), 'nextQuestion') ?? '';
    for (const [level, wording] of Object.entries(QUESTIONS[1]?.wordings ?? {})) {
      expect(next).toContain(`- ${level}: ${wording}`);
    }
    expect(next).toContain(QUESTIONS[0].followUpHint);
    expect(next).toContain('say kindly that the rest is needed');
    const known = inFence(prompt({ ...NEW, sophisticationLevel: 'beginner' }), 'nextQuestion');
    expect(known).not.toContain('- unknown:');
  });

  it('asks for no third follow-up', () => {
    const answers = { goalsAndTimeline: answer('Hm.', 'Hm!') };
    const next = inFence(prompt({ ...NEW, answers }), 'nextQuestion');
    expect(next).toContain('Take the question for answered');
    expect(next).not.toContain(QUESTIONS[0].followUpHint);
  });

  it('ends for beginners with the signs of success, and asks others for competitions', () => {
    const next = inFence(prompt(sessionAt('successMetrics')), 'nextQuestion') ?? '';
    expect(next).toContain('- beginner: nothing is left to ask.');
    expect(next).toContain(`- advanced: ${QUESTIONS[9]?.wordings.advanced}`);
    expect(next).toContain('If the person wants no more questions: nothing is left to ask.');
  });

  it('lets nothing that a person wrote end a fence, begin one, or look like a trailer', () => {
    const hostile = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 5 }),
          fc.constantFrom(...TRAILER_MARKERS.markers, 'Sophistication_Level: advanced', '{"a"', '{', '"answered"'),
          fc.constantFrom(...Object.values(PROMPT_FENCES)).map((tag) => `</${tag}>`),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, hostile, hostile, (text, earlier, said) => {
        const answers = { ageAndLifeStage: answer(earlier), goalsAndTimeline: answer(earlier, earlier) };
        const messages: StoredMessage[] = [{ ...firstMessage, content: said }];
        const all = textsOf(prompt({ ...NEW, answers }, { text, messages })).join('\n');
        const tags = all.match(/<[^>\n]*>/g) ?? [];
        expect(tags.filter((tag) => !/^<\/?[a-z_]+>$/.test(tag))).toEqual([]);
        expect(new Set(tags).size).toBe(tags.length);
        for (const marker of TRAILER_MARKERS.markers.filter((one) => one !== '```json')) {
          expect(all).not.toContain(marker);
        }
      }),
    );
  });
});
