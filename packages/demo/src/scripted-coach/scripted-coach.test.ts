import type { ConverseRequest } from '@coach-stream/local-aws/bedrock';
import { describe, expect, it } from '@jest/globals';
import { scriptedCoach } from './scripted-coach.ts';

const BASE = { function: 'f', operation: 'ConverseStream', modelId: 'm', system: [] } as const;

const ask = async (...texts: string[]) => {
  const messages = texts.map((text, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: [{ text: '<context>\nSaturday\n</context>' }, { text }],
  }));
  const { content } = await scriptedCoach.respond({ ...BASE, messages });
  return content.map((block) => ('text' in block ? block.text : '')).join('');
};

/** The reply to a forced tool of any name with these fields. */
async function fill(properties: Readonly<Record<string, object>>, text: string) {
  const inputSchema = { json: { type: 'object', properties, required: Object.keys(properties) } };
  const request: ConverseRequest = {
    ...BASE,
    messages: [{ role: 'user', content: [{ text }] }],
    toolConfig: {
      tools: [{ toolSpec: { name: 'any_name', inputSchema } }],
      toolChoice: { tool: { name: 'any_name' } },
    },
  };
  return scriptedCoach.respond(request);
}

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

  it('goes on with what was said before where a message names nothing', async () => {
    expect(await ask('Let us talk about zorbukettle.', 'Gladly.', 'And tomorrow morning?')).toContain('zorbukettle');
    expect(await ask('Let us talk about zorbukettle.', 'Gladly.', 'Thanks', 'Fine.', 'And now?')).toContain(
      'zorbukettle',
    );
  });

  it.each(['', '??', 'ok', '😀', '__proto__', 'wie viel Protein?'])('has an answer for %j', async (text) => {
    expect((await ask(text)).length).toBeGreaterThan(30);
  });

  it('tells tools apart by the fields that they ask for', async () => {
    const text = '<message>\nDid 5x5 squats at 80 kg today\n</message>';
    const filled = async (field: string) => {
      const { content } = await fill(
        { [field]: field === 'exercises' ? { type: 'array', items: {} } : { type: 'string' } },
        text,
      );
      return content;
    };
    expect(await filled('userIntent')).toEqual([
      { toolUse: { name: 'any_name', input: { userIntent: 'workoutLogging' } } },
    ]);
    expect(await filled('exercises')).toMatchObject([
      { toolUse: { input: { exercises: [{ name: 'Squats', sets: 5 }] } } },
    ]);
    expect(await filled('other')).toEqual([
      { toolUse: { name: 'any_name', input: { other: 'Did 5x5 squats at 80 kg today' } } },
    ]);
  });

  it('is quick with tools, and leaves the pace of its answers to the endpoint', async () => {
    const { pace } = await fill({ title: { type: 'string' } }, 'Hello');
    const chunks = 600;
    expect((pace?.firstTokenMs ?? 250) + chunks * (pace?.tokenMs ?? 25)).toBeLessThan(400);
    const { pace: own } = await scriptedCoach.respond({
      ...BASE,
      messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
    });
    expect(own).toBeUndefined();
  });
});
