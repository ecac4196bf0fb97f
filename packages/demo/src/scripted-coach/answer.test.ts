import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answer } from './answer.ts';
import type { Said } from './read-prompt.ts';

const FENCES = {
  context:
    "Local time: Saturday\nUnits: metric\nName: Sam\nThe person's standing training directive: Never beyond RPE 8",
  summary: 'They train at home.\nGoals: squat 120 kg by June',
  memories: 'Constraints:\n- My left knee hurts on deep lunges.\nGoals:\n- A sub-2 half marathon',
  workouts:
    'This week:\n- Thu, Nov 19: weightlifting, 50 min: Bench press 3×8 62.5 kg; Back squat 5×5 107.5 kg; effort 8/10\nEarlier:\n- Mon, Nov 2: running: Run 5 km 25:00',
  passages: '1. (training method) A deload week halves the volume and keeps the load. It is short.',
};
const SYSTEM =
  'You are Robin: Patient coach.\nPersonality: Warm.\nMethodology: Linear progression on a few main lifts. More.';

interface Asking {
  readonly fences?: Partial<typeof FENCES>;
  readonly earlier?: readonly Said[];
  readonly images?: number;
}

function ask(message: string, { fences = FENCES, earlier = [], images = 0 }: Asking = {}): string {
  return answer({ message, earlier, images, fences: new Map(Object.entries(fences)), system: SYSTEM, text: message });
}

const words = (text: string) => text.split(/\s+/).length;

describe('the answer of the scripted coach', () => {
  it('answers a follow-up with the remembered fact and the last load', () => {
    const told = ask('What should I do next given my knee and my last squats?');
    expect(told).toContain('My left knee hurts on deep lunges');
    expect(told).toContain('Back squat 5×5 107.5 kg');
    expect(told).toContain('Thu, Nov 19');
    expect(told).toContain('Stay at 107.5 kg');
  });

  it('tells a front squat from a later back squat', () => {
    const workouts =
      'This week:\n- Thu, Nov 19: lifting: Back squat 5×5 100 kg\n- Tue, Nov 17: lifting: Front squat 5×5 72.5 kg';
    const told = ask('What comes after my last front squat?', { fences: { workouts } });
    expect(told).toContain('Front squat 5×5 72.5 kg');
    expect(told).not.toContain('100 kg');
  });

  it('takes a small step from the last load where nothing speaks against it', () => {
    expect(ask('What comes after my last squats?', { fences: { workouts: FENCES.workouts } })).toContain('110 kg');
  });

  it('speaks to the standing directive, the goal and the method', () => {
    const told = ask('How should I plan a deload week?');
    expect(told).toContain('Never beyond RPE 8');
    expect(told).toContain('squat 120 kg by June');
    expect(told).toContain('a deload week halves the volume');
  });

  it('tells of the latest workouts where somebody asks how they are doing, and says so where it knows none', () => {
    const told = ask('How am I doing?');
    expect(told).toContain('107.5 kg');
    expect(told).toContain('Run 5 km 25:00');
    expect(ask('How am I doing?', { fences: {} })).toMatch(/no workouts/);
  });

  it.each([
    '/log-workout 5x5 back squat at 100 kg, felt hard',
    '/save-memory I am allergic to whey',
    'Please remember that I train at six',
    'Ran 5 km this morning',
  ])('never says that it has logged or saved: %j', (message) => {
    const told = ask(message);
    expect(told).not.toMatch(/\b(?:logged|saved|noted|recorded|stored|i will remember|i'll remember)\b/i);
    expect(told).not.toContain('/log-workout');
    expect(told).not.toContain('/save-memory');
    expect(told).toContain(message.replace(/^\/\S+ /, ''));
  });

  it('takes up the load that is reported', () => {
    expect(ask('/log-workout 5x5 back squat at 100 kg, felt hard')).toContain('Back squat at 100 kg');
  });

  it('says how many images it was given', () => {
    expect(ask('', { images: 1 })).toContain('the image that you sent');
    expect(ask('Is my squat deep enough?', { images: 3 })).toContain('3 images');
  });

  it('introduces itself by the name that it was given, at first', () => {
    expect(ask('What is a goblet squat?', { fences: {} })).toMatch(/^Robin here/);
    const earlier: Said[] = [{ by: 'person', text: 'Hello' }];
    expect(ask('What is a goblet squat?', { fences: {}, earlier })).not.toContain('Robin');
  });

  it('sends somebody with an alarming sign to a doctor first', () => {
    expect(ask('I had chest pain on the bike, should I go on?')).toMatch(/^Stop there first/);
  });

  it('does not lecture somebody who only says thanks', () => {
    expect(ask('Thanks').length).toBeLessThan(60);
  });

  it('has several dozen words for anything else, the same each time', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 12 }), (message) => {
        const told = ask(`${message}?`, { fences: {} });
        expect(words(told)).toBeGreaterThanOrEqual(60);
        expect(ask(`${message}?`, { fences: {} })).toBe(told);
      }),
    );
  });
});
