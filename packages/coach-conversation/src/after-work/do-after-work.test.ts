import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { callsOf } from '../coach-world.fixture.ts';
import { NEEDS_SUMMARY, useAfterWork } from './do-after-work.fixture.ts';

const { world, answerAll, settle, work, summaryOf, titleOf } = await useAfterWork();

describe('the work after a turn', () => {
  it('does what it can where a part fails, says which failed, and does only that the next time', async () => {
    const ref = await world.newConversation();
    answerAll();
    delete world.answers.tools.set_title;
    world.started.pinecone.setDown(true);
    const turnId = await settle(ref, 'I broke my ankle.', NEEDS_SUMMARY);
    const error = await work(ref, turnId).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AfterWorkError', steps: ['title', 'records'] });
    expect(String(error)).not.toContain('ankle');
    expect(await summaryOf(ref)).toMatchObject({ trigger: 'complexity' });
    world.started.pinecone.setDown(false);
    answerAll();
    expect(await work(ref, turnId)).toMatchObject({ isSummarized: false, isTitled: true, records: 1 });
  });

  it('is nothing where the conversation or the turn is gone', async () => {
    const ref = await world.newConversation();
    expect(await work(ref, randomUUID())).toMatchObject({
      isSummarized: false,
      isTitled: false,
      usage: { modelCalls: 0 },
    });
    expect(await work({ ...ref, conversationId: 'conv_gone' }, randomUUID())).toMatchObject({ records: 0 });
  });
});

describe('the title', () => {
  it('is set once, after the first exchange, and never again', async () => {
    const ref = await world.newConversation();
    answerAll();
    const turnId = await settle(ref, 'How do I train for a marathon?');
    expect(await work(ref, turnId)).toMatchObject({ isTitled: true, usage: { modelCalls: 1 } });
    expect(await titleOf(ref)).toBe('Marathon training');
    await work(ref, turnId);
    await work(ref, await settle(ref, 'And what do I eat?'));
    expect(callsOf(world)).toEqual(['set_title']);
  });

  it('is the user’s own where there is one, also where it comes while ours is made', async () => {
    const ref = await world.newConversation();
    const turnId = await settle(ref, 'How do I train for a marathon?');
    answerAll();
    world.bedrock.control.script({ firstTokenMs: 150, tokenMs: 0 });
    const working = work(ref, turnId);
    expect(await world.afterWork.stores.titles.setOnce(ref, 'Mine')).toBe(true);
    expect(await working).toMatchObject({ isTitled: false });
    expect(await titleOf(ref)).toBe('Mine');
  });

  it('is taken from the person’s words where the model’s cannot be shown', async () => {
    const ref = await world.newConversation();
    world.answers.tools = { set_title: () => ({ title: '🏃🏃🏃' }) };
    await work(ref, await settle(ref, '/log-workout ran  5 km'));
    expect(await titleOf(ref)).toBe('ran 5 km');
  });
});
