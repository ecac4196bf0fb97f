import type { ChatRecord } from '@coach-stream/client/agents';
import { describe, expect, it } from '@jest/globals';
import { memoryStorage } from '../app/memory-storage.fixture.ts';
import { createUserStorage } from '../app/user-storage.ts';
import { createKeptTranscript, forgetTranscript } from './kept-transcript.ts';

function setUp() {
  const storage = createUserStorage(memoryStorage(), 'kim');
  return { storage, transcript: createKeptTranscript(storage, 'chat_1') };
}

const said = (content: string): ChatRecord['messages'][number] => ({
  messageId: `m-${content}`,
  turnId: 't',
  role: 'assistant',
  content,
  createdAt: '2026-11-21T10:00:00.000Z',
  state: 'stopped',
});

describe('a kept transcript', () => {
  it('reads what was written, for its chat alone', () => {
    const { storage, transcript } = setUp();
    expect(transcript.read()).toBeUndefined();
    const record = { messages: [said('b'), said('a')], running: { turnId: 't2', text: 'And now?' } };
    transcript.write(record);
    expect(transcript.read()).toEqual(record);
    expect(createKeptTranscript(storage, 'chat_2').read()).toBeUndefined();
    forgetTranscript(storage, 'chat_1');
    expect(transcript.read()).toBeUndefined();
  });

  it('keeps the newest two hundred messages', () => {
    const { transcript } = setUp();
    transcript.write({ messages: Array.from({ length: 201 }, (_, at) => said(String(at))) });
    expect(
      transcript
        .read()
        ?.messages.map(({ content }) => content)
        .slice(-1),
    ).toEqual(['199']);
  });

  it.each(['{', '5', '{"messages":[5,{"role":"user"}],"running":{"turnId":1}}'])('takes nothing out of %s', (text) => {
    const { storage, transcript } = setUp();
    storage.set('chat.chat_1', text);
    expect(transcript.read()?.messages ?? []).toEqual([]);
    expect(transcript.read()?.running).toBeUndefined();
  });
});
