import { describe, expect, it } from '@jest/globals';
import { KNOWN_INJURIES } from '../injuries/known-injuries.ts';
import { INJURY_AREAS } from '../injuries/known-injury.ts';
import { findContraindicated } from './find-contraindicated.ts';

const find = (text: string) => findContraindicated(text, ['knee', 'shoulder', 'wrist']);

describe('a contraindicated exercise that is advised', () => {
  it.each([
    'Finish every session with box jumps.',
    'We use deep barbell squats for depth.',
    'Box jumps, jump squats and sprints build power.',
    'Avoid lunges, do deep squats.',
    'Never skip box jumps.',
    "Don't be afraid of pistol squats!",
    'Instead of step-ups, box jumps.',
    'Replace step-ups with box jumps.',
    'No box jumps in week one, then box jumps every Monday.',
    'Not only squats but also box-jumps.',
    'Sets of dips for the chest.',
    'Boxjumps are great.',
    'Handstand pushups are your next milestone.',
    'Avoid overhead pressing at first. Overhead presses come in week four.',
    'They may substitute box jumps for step-ups.',
    'On good days, deep, heavy squats are back.',
    'Start with step-ups, then progress to box jumps.',
    'You are not afraid to program pistol squats.',
    'If asked for a finisher, use box jumps.',
    'Favorites:\n- box jumps\n- rowing',
  ])('is found in "%s"', (text) => {
    expect(find(text)).not.toEqual([]);
  });
});

describe('a contraindicated exercise that is advised against', () => {
  it.each([
    'Never program box jumps or deep squats.',
    'Avoid box jumps, jump squats and pistol squats.',
    'No box jumps.',
    'Do not do deep squats.',
    "Don't let them do box jumps.",
    'Use step-ups instead of box jumps.',
    'Step-ups rather than box jumps, rows rather than dips.',
    'Replace box jumps with low step-ups.',
    'Box jumps are off the table.',
    'Deep squats are replaced by box squats.',
    'You never recommend, program or demonstrate: box jumps, dips, snatches.',
    'Off-limits:\n- box jumps\n- dips',
    'Train without jump squats.',
    'Jumping lunges become slow reverse steps.',
    'When motivation dips, make the session shorter.',
    'A dip in energy is normal. Clean up your form.',
    'Clean repetitions come first.',
    'If the person asks for box jumps, offer low step-ups.',
    'Substitute step-ups for box jumps.',
    'Keep deep squats out of the plan.',
    'Because of the knee, box jumps stay off the list.',
    'High-impact moves like box jumps are not suitable.',
    'Never load deep squats, and keep them away from jump squats.',
    'Until a physio clears it: no box jumps, no jump squats, no dips.',
    'Watch for the urge to return to running early; avoid box jumps even on good days.',
    'Modify deep squats: a box at knee height.',
    "Box jumps aren't for this person. Neither are pistol squats.",
  ])('is not found in "%s"', (text) => {
    expect(find(text)).toEqual([]);
  });
});

/** Texts as a model writes them, which the rules were not made by; those that they had wrong were mended, but for two. */
describe('a text as a model writes it', () => {
  it.each([
    'You build strength around the knee, not through it. Box squats, step-ups to a low step and hip hinges carry the lower body; jumping and deep loaded squats have no place in this plan. Progress range only when the morning after stays quiet.',
    'Remind the person that skipping box jumps is not a step back. Their aerobic base grows on the bike just as well.',
    'You know that burpees and push-ups aggravate the wrist, so you plan presses from dumbbells.',
    'Since sit-ups and Russian twists provoke the back, train the trunk with carries and dead bugs.',
    'The person misses dips. Acknowledge it, and show how the neutral-grip press trains the same muscles without the strain.',
    'Rope skipping irritates the ankle; use the rower for warm-ups.',
    'Energy dips are normal in week three. Cleaner reps beat heavier ones.',
    'You treat kipping pull-ups as off limits and teach strict ring rows.',
    'Heavy deadlifts from the floor are swapped for the raised trap bar.',
    'Rule out deep lunges, sprinting and high kicks until further notice.',
    'Chin-ups hurt the elbow, so choose neutral-grip pulldowns.',
    'Any movement that provokes symptoms (box jumps, jump squats) is replaced at once.',
    'Protect the knee: no pistols, no box jumps, no deep squats.',
    'You would rather see a perfect box squat than a deep squat.',
  ])('advises nothing contraindicated: "%s"', (text) => {
    expect(findContraindicated(text, INJURY_AREAS)).toEqual([]);
  });

  it.each([
    'Once warm, the person works up to deep squats, because full range is what makes legs strong.',
    'Finish with three rounds of burpees and push-ups to keep the heart rate up.',
    'Tuesday: overhead press 5x5, Thursday: dips and chin-ups.',
    'Keep it playful: sprints, box jumps, jump rope.',
    'The person loves snatches, so snatches stay in the plan.',
    'Conventional deadlifts are the backbone of this plan.',
    'You do not shy away from heavy deadlifts.',
    'We can reintroduce box jumps in week four.',
    'Light kipping pull-ups are okay.',
  ])('advises something contraindicated: "%s"', (text) => {
    expect(findContraindicated(text, INJURY_AREAS)).not.toEqual([]);
  });
});

it('knows every exercise by its own name', () => {
  for (const area of INJURY_AREAS) {
    for (const { name } of KNOWN_INJURIES.filter((one) => one.area === area).flatMap(
      ({ contraindicated }) => contraindicated,
    )) {
      expect([name, findContraindicated(`Do ${name} twice a week.`, [area])]).toEqual([
        name,
        expect.arrayContaining([name]),
      ]);
    }
  }
});
