import { describe, expect, it } from '@jest/globals';
import { scriptedCoach } from './scripted-coach.ts';

const ask = async (...texts: string[]) => {
  const messages = texts.map((text, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: [{ text: '<context>Saturday</context>' }, { text }],
  }));
  const { content } = await scriptedCoach.respond({
    function: 'f',
    operation: 'ConverseStream',
    modelId: 'm',
    system: [],
    messages,
  });
  return content.map((block) => ('text' in block ? block.text : '')).join('');
};

describe('the scripted coach', () => {
  it('gives the same prompt the same answer', async () => {
    expect(await ask('How do I squat?')).toBe(await ask('How do I squat?'));
  });

  it('talks about what was just asked and about what was said before', async () => {
    const answer = await ask('I bought a zorbukettle', 'Nice.', 'What about my flinderpress?');
    expect(answer).toContain('flinderpress');
    expect(answer).toContain('zorbukettle');
    expect(answer).not.toContain('Saturday');
  });

  it.each(['', '??', 'ok', '😀'])('has an answer for %j', async (text) => {
    expect((await ask(text)).length).toBeGreaterThan(30);
  });

  it('does not lecture somebody who only says thanks', async () => {
    expect((await ask('Thanks')).length).toBeLessThan(60);
  });
});
