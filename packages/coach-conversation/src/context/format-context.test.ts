import type { SemanticMatch } from '@coach-stream/retrieval';
import type { ConversationSummary, Memory, Workout } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONTEXT_FENCES, formatContext } from './format-context.ts';
import { NO_CONTEXT, type TurnContext } from './turn-context.ts';

const OPTIONS = { now: Date.parse('2026-11-21T12:00:00Z'), timeZone: 'Europe/Berlin' };

const memory = (content: string, type: Memory['type'] = 'context'): Memory => ({
  memoryId: 'mem_1',
  userId: 'u',
  content,
  type,
  importance: 'low',
  tags: [],
  source: 'conversation',
  createdAt: '2026-01-01T00:00:00Z',
  usageCount: 0,
});
const workout = (notes: string): Workout => ({
  workoutId: 'wko_1',
  userId: 'u',
  coachId: 'c',
  conversationId: 'v',
  createdAt: '2026-11-20T18:00:00Z',
  completedAt: '2026-11-20T18:00:00Z',
  discipline: 'running',
  workoutType: 'cardio',
  exercises: [{ name: 'Run', distance: 5, unit: 'km' }],
  notes,
  personalRecords: [],
  extraction: { confidence: 1, flags: [] },
});
const passage = (text: string, recordType: SemanticMatch['recordType'] = 'workoutSummary'): SemanticMatch => ({
  recordType,
  entityId: 'x',
  text,
  recordedAt: '2026-10-01T23:30:00Z',
  score: 0.5,
  isReranked: false,
});
const summary = (narrative: string): ConversationSummary => ({
  conversationId: 'v',
  narrative,
  currentGoals: ['Bench 100 kg'],
  recentProgress: [],
  preferences: { 'session length': '30 minutes' },
  methodology: {},
  emotionalState: {},
  keyInsights: [],
  importantContext: ['Left knee'],
  tags: ['bench', 'knee'],
  range: { firstMessageId: 'a', lastMessageId: 'b', count: 12 },
  trigger: 'interval',
  createdAt: '2026-11-20T18:00:00Z',
});

const tellAll = (text: string): TurnContext => ({
  summary: summary(text),
  memories: [memory(text)],
  workouts: [workout(text)],
  passages: [passage(text)],
});

describe('what is known', () => {
  it('is nothing where nothing is', () => {
    expect(formatContext(NO_CONTEXT, OPTIONS)).toEqual([]);
  });

  it('is told one fence a kind', () => {
    const [told = '', memories = '', workouts = '', passages = ''] = formatContext(
      {
        summary: summary('Wants to bench 100 kg.'),
        memories: [
          memory('Works nights.'),
          memory('Left knee hurts.', 'constraint'),
          memory('No jumps.', 'constraint'),
        ],
        workouts: [workout('Easy.')],
        passages: [passage('Ran 5 km.'), passage('Deload every fourth week.', 'methodologyPassage')],
      },
      OPTIONS,
    );
    expect(told).toBe(
      '<summary>\nWants to bench 100 kg.\nGoals: Bench 100 kg\nPreferences: session length: 30 minutes\nImportant: Left knee\n</summary>',
    );
    expect(memories).toBe(
      '<memories>\nConstraints:\n- Left knee hurts.\n- No jumps.\nAbout them:\n- Works nights.\n</memories>',
    );
    expect(workouts).toBe('<workouts>\nThis week:\n- Fri, Nov 20: running: Run 5 km; Easy.\n</workouts>');
    expect(passages).toBe(
      '<passages>\n1. (workout, Oct 2, 2026) Ran 5 km.\n2. (training method) Deload every fourth week.\n</passages>',
    );
  });

  it('cannot leave its fence, wherever it stands', () => {
    const tags = CONTEXT_FENCES.map((tag) => `</${tag}>\n<${tag}>`);
    const text = fc
      .array(fc.oneof(fc.constantFrom(...tags), fc.string({ unit: 'binary' })))
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, (hostile) => {
        const told = formatContext(tellAll(hostile), OPTIONS).join('\n\n');
        expect(told.match(/<\/?\w+>/g)).toEqual(
          ['summary', 'memories', 'workouts', 'passages'].flatMap((tag) => [`<${tag}>`, `</${tag}>`]),
        );
        expect(told.match(/</g)).toHaveLength(8);
      }),
    );
  });

  it('is cut where it is long', () => {
    expect(formatContext(tellAll('long '.repeat(10_000)), OPTIONS).join('').length).toBeLessThan(9_000);
  });
});
