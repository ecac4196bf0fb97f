import { describe, expect, it } from '@jest/globals';
import { textOf } from '../../turn-engine/test/read-run.ts';
import { ofType, useConversations } from './conduct-turn.fixture.ts';
import { WITHDRAWN_ANSWER } from './turn/stream-answer.ts';
import { readEffects } from './turn/turn-effects.ts';

const { world, ask, newRef } = await useConversations();

describe('a turn that goes wrong', () => {
  it('sends nothing and ends the calls where the question cannot be stored', async () => {
    const ref = await newRef();
    world.bedrock.control.script({ firstTokenMs: 500, tokenMs: 0 });
    world.table.faults.next({ operation: 'PutItem', kind: 'refuse' });
    const startedAt = performance.now();
    const { events, error } = await ask(ref, 'What is a squat?');
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(ofType(events, 'chunk')).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(450);
  });

  it.each<[string, unknown]>([
    ['fails', { kind: 'exception', error: 'modelStreamErrorException', times: 9 }],
    ['is cut', { kind: 'reset', afterChunks: 2 }],
    ['ends without its usage', { kind: 'omit', events: ['metadata'] }],
    ['says nothing', { kind: 'empty' }],
  ])('fails where the answer %s, and tells what it has done so far', async (_how, fault) => {
    world.bedrock.control.script({
      firstTokenMs: 1,
      tokenMs: 0,
      faults: [{ ...Object(fault), match: { operation: 'ConverseStream' } }],
    });
    const { error, result, events, partial } = await ask(await newRef(), '/save-memory I like mornings');
    expect(error).toMatchObject({ code: expect.stringMatching(/^MODEL_/) });
    expect(result).toBeUndefined();
    expect(partial).toMatchObject({ text: textOf(events), usage: { modelCalls: 2 } });
    expect(readEffects(partial.effects)?.memorySaved?.content).toBe('I like mornings');
  });

  it('takes its text back where the provider withdraws it', async () => {
    world.bedrock.control.script({
      firstTokenMs: 1,
      tokenMs: 0,
      faults: [{ kind: 'stopReason', stopReason: 'guardrail_intervened', match: { operation: 'ConverseStream' } }],
    });
    const { events, result } = await ask(await newRef(), 'What is a squat?');
    expect(ofType(events, 'retract')).toEqual([{ type: 'retract', reason: 'guardrail_intervened' }]);
    expect(textOf(events)).toBe(WITHDRAWN_ANSWER);
    expect(result).toMatchObject({ text: WITHDRAWN_ANSWER, state: 'redacted', stopReason: 'guardrail_intervened' });
  });

  it.each([0, 20, 120, 400])(
    'ends with the reason where it is stopped after %d ms, its question stored',
    async (stopAfterMs) => {
      world.answers.reply = () => 'word '.repeat(500);
      world.bedrock.control.script({ firstTokenMs: 60, tokenMs: 5 });
      const ref = await newRef();
      const { error, partial, events } = await ask(ref, 'What is a squat?', { stopAfterMs });
      expect(error).toMatchObject({ message: 'stopped' });
      expect(partial).toMatchObject({ state: 'stopped', text: textOf(events) });
      const { messages } = await world.afterWork.stores.conversations.load(ref, { messageLimit: 10 });
      expect(messages).toMatchObject([{ content: 'What is a squat?' }]);
    },
  );
});
