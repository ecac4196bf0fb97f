import { expect, test } from '@jest/globals';
import { estimateTokens } from './estimate-tokens.ts';

test('four characters are a token in the prompt and in the answer, an image is 1,600, a cache point none', () => {
  const request = {
    system: [{ text: 'x'.repeat(400) }, { cachePoint: true as const }],
    messages: [
      { role: 'user' as const, content: [{ text: 'x'.repeat(7) }] },
      { role: 'assistant' as const, content: [{ text: 'xxxx' }] },
      {
        role: 'user' as const,
        content: [{ image: { format: 'png' as const, bytes: new Uint8Array(9) } }, { text: 'x' }],
      },
    ],
  };
  expect(estimateTokens(request, 10)).toEqual({
    inputTokens: 100 + 2 + 1 + 1_600 + 1,
    outputTokens: 3,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  });
});
