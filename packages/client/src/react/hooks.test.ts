import { describe, expect, it } from '@jest/globals';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { type AgentState, INITIAL_STATE } from '../agents/agent-state.ts';
import type { CoachConversationAgent } from '../agents/index.ts';
import { createModelServer } from '../agents/model-server.fixture.ts';
import { createStateStore } from '../agents/state-store.ts';
import type { AgentSource } from './agent-source.ts';
import { manualFrames, render, settled } from './rendered.fixture.ts';
import { useCoachConversation } from './use-coach-conversation.ts';
import { useStreamingText } from './use-streaming-text.ts';

interface Probe {
  readonly server: ReturnType<typeof createModelServer>;
  readonly frames: ReturnType<typeof manualFrames>;
  readonly renders: { screen: number; text: number };
  agent?: CoachConversationAgent;
}

function Text({ probe, agent }: { readonly probe: Probe; readonly agent: AgentSource<AgentState> }) {
  probe.renders.text += 1;
  return createElement('i', null, useStreamingText(agent, probe.frames));
}

function Screen({ probe, conversationId = 'c' }: { readonly probe: Probe; readonly conversationId?: string }) {
  probe.renders.screen += 1;
  // Other objects at each render, with the same values.
  const ids = { userId: 'u', coachId: 'k', conversationId };
  const { agent, state } = useCoachConversation({ client: probe.server.client, ids });
  probe.agent = agent;
  const messages = state.messages.map(({ key, role, content }) => createElement('p', { key }, `${role}: ${content}; `));
  return createElement('div', null, messages, createElement(Text, { probe, agent }), `[${state.status}]`);
}

function setUp() {
  const probe: Probe = {
    server: createModelServer(),
    frames: manualFrames(),
    renders: { screen: 0, text: 0 },
  };
  return {
    ...probe,
    probe,
    screen: (conversationId?: string) =>
      createElement(Screen, { probe, ...(conversationId !== undefined && { conversationId }) }),
    agent: () => {
      if (probe.agent === undefined) {
        throw new Error('Nothing was rendered.');
      }
      return probe.agent;
    },
  };
}

describe('useCoachConversation', () => {
  it('loads what is stored, and shows what is sent and answered', async () => {
    const { server, screen, agent } = setUp();
    server.sayElsewhere('Before');
    const page = await render(screen());
    await settled();
    expect(page.text()).toBe('user: Before; assistant: Hi there.; [idle]');
    await settled(() => void agent().send('Now'));
    expect(page.text()).toContain('user: Now; assistant: Hi there.; [done]');
  });

  it('keeps its agent while the ids are the same, and takes another one for others', async () => {
    const { screen, agent } = setUp();
    const page = await render(screen());
    const first = agent();
    await page.rerender(screen());
    expect(agent()).toBe(first);
    await page.rerender(screen('other'));
    expect(agent()).not.toBe(first);
  });

  it('does not render the messages again for each token', async () => {
    const { server, screen, agent, renders, frames } = setUp();
    server.plan({ chunks: Array.from({ length: 200 }, (_, at) => `${at} `), holdAfter: 150 });
    const page = await render(screen());
    await settled();
    const before = { ...renders };
    await settled(() => void agent().send('Tell me'));
    await settled(() => frames.draw());
    expect(page.text()).toContain('148 149 [streaming]');
    expect(renders.screen - before.screen).toBeLessThan(10);
    expect(renders.text - before.text).toBeLessThan(12);
    await settled(() => server.finish());
    expect(page.text()).toContain('198 199 ; [done]');
  });

  it('leaves the turn when it goes, and goes on reading when it comes back', async () => {
    const { server, screen, agent, frames } = setUp();
    server.plan({ chunks: ['a', 'b'], holdAfter: 1 });
    const page = await render(screen());
    await settled();
    await settled(() => void agent().send('Hi'));
    await page.unmount();
    expect(agent().getSnapshot().isStreaming).toBe(false);
    expect(frames.pending()).toBe(0);
    const again = await render(screen());
    await settled();
    expect(again.text()).toBe('user: Hi; a[streaming]');
    await settled(() => server.finish());
    expect(again.text()).toBe('user: Hi; assistant: ab; [done]');
    expect(server.turns()).toMatchObject([{ runs: 1 }]);
  });

  it('works in strict mode, which mounts everything twice', async () => {
    const { server, screen, agent } = setUp();
    server.sayElsewhere('Before');
    const page = await render(screen(), { isStrict: true });
    await settled();
    await settled(() => void agent().send('Now'));
    expect(page.text()).toBe('user: Before; assistant: Hi there.; user: Now; assistant: Hi there.; [done]');
  });

  it('renders on a server, where nothing is loaded', () => {
    const { screen } = setUp();
    expect(renderToString(screen())).toContain('[idle]');
  });
});

describe('useStreamingText', () => {
  it('renders once a frame, however many tokens come, and at once when the text is over', async () => {
    const store = createStateStore({ ...INITIAL_STATE });
    const agent = { getSnapshot: store.get, subscribe: store.subscribe };
    const { probe, frames, renders } = setUp();
    const page = await render(createElement(Text, { probe, agent }));
    let text = '';
    for (let frame = 0; frame < 50; frame += 1) {
      await settled(() => {
        for (let token = 0; token < 200; token += 1) {
          text += 'word ';
          store.patchText(text);
        }
        expect(frames.pending()).toBe(1);
        frames.draw();
      });
      expect(page.text()).toBe(text);
    }
    expect(renders.text).toBe(51);
    await settled(() => {
      store.patchText(`${text}last`);
      store.patch({ streamingMessage: '' });
    });
    expect([page.text(), frames.pending()]).toEqual(['', 0]);
  });
});
