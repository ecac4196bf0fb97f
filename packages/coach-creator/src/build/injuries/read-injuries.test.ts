import { describe, expect, it } from '@jest/globals';
import { toRuleText } from '../derive/answers.ts';
import { INJURY_AREAS, type InjuryArea } from './known-injury.ts';
import { readInjuries } from './read-injuries.ts';

const read = (text: string) => readInjuries(toRuleText(text), 'injuries').areas;

/** What somebody may call an injury of an area. */
const NAMES: Readonly<Record<InjuryArea, readonly string[]>> = {
  knee: ['knee', 'left knee', 'ACL', 'meniscus', "runner's knee", 'patella'],
  shoulder: ['shoulder', 'right shoulder', 'rotator cuff', 'AC joint'],
  back: ['lower back', 'back', 'herniated disc', 'sciatica', 'lumbar spine'],
  wrist: ['wrist', 'left wrist', 'carpal tunnel'],
  elbow: ['elbow', 'tennis elbow', 'UCL'],
  hip: ['hip', 'hip flexor', 'right hip'],
  ankle: ['ankle', 'Achilles', 'left ankle'],
};

const HURTING: readonly ((name: string) => string)[] = [
  (name) => `My ${name} hurts`,
  (name) => `I have a bad ${name}`,
  (name) => `Some pain in my ${name} when I train`,
  (name) => `I injured my ${name} last year and it still acts up`,
  (name) => `No injuries except my ${name}`,
  (name) => `nothing but a sore ${name}`,
  (name) => `${name}`,
  (name) => `Had surgery on my ${name} in 2019.`,
  (name) => `My ${name} is not fully healed.`,
  (name) => `My ${name} is fine unless I run far`,
  (name) => `my ${name} is fine now but it clicks sometimes`,
  (name) => `I can't run because of my ${name}`,
  (name) => `No running with my ${name}!`,
  (name) => `I used to run a lot, but my ${name} hurts now`,
  (name) => `MY ${name.toUpperCase()} IS GETTING BETTER`,
];

const NOT_HURTING: readonly ((name: string) => string)[] = [
  (name) => `No ${name} pain`,
  (name) => `no pain in my ${name}`,
  (name) => `I don't have any ${name} issues`,
  (name) => `My ${name} is fine now`,
  (name) => `my ${name} is completely healed`,
  (name) => `My ${name} doesn’t hurt anymore`,
  (name) => `My ${name} no longer bothers me.`,
  (name) => `I used to have ${name} pain`,
  (name) => `My ${name} used to hurt`,
  (name) => `Hurt my ${name} in 2015, fully recovered since`,
  (name) => `I hurt my ${name} once, but it is fine now`,
  (name) => `Never had problems with my ${name}`,
  (name) => `I have fully recovered from an injury of the ${name}`,
];

const cases = (wordings: readonly ((name: string) => string)[]) =>
  INJURY_AREAS.flatMap((area) =>
    NAMES[area].flatMap((name) => wordings.map((wording) => [wording(name), area] as const)),
  );

describe('what hurts', () => {
  it.each(cases(HURTING))('"%s" is an injury of the %s', (text, area) => {
    expect(read(text)).toContain(area);
  });
});

describe('what does not hurt', () => {
  it.each(cases(NOT_HURTING))('"%s" is no injury of the %s', (text, area) => {
    expect(read(text)).not.toContain(area);
  });
});

describe('several at once', () => {
  it.each([
    ['No knee pain, but my shoulder hurts', ['shoulder']],
    ['no knee pain, shoulder hurts', ['shoulder']],
    ['My knee is fine now, my lower back hurts', ['back']],
    ['knees and back', ['knee', 'back']],
    ['Bad knees, back, left wrist', ['knee', 'back', 'wrist']],
    ['No knee, hip or ankle pain', []],
    ['no pain in knees, hips or elbows. Shoulder: torn rotator cuff', ['shoulder']],
    ['My knee and hip are fine', []],
    ['My knee and hip hurt', ['knee', 'hip']],
    ['No injuries, just a stiff lower back', ['back']],
    ['I had a torn ACL but it has healed. My ankle swells when I run', ['ankle']],
    ['My wrist used to hurt; now it is my elbow', ['elbow']],
    ['My back is fine now and my knee hurts', ['knee']],
    ['Neither my knee nor my hip hurts', []],
    ["I don't have knee pain or shoulder pain", []],
    ['None', []],
    ['no', []],
    ['', []],
    ['Nothing, I am healthy', []],
    ['I came back to training in May and want to get back in shape', []],
    ['I can back squat 100 kg without pain', []],
    ['I love hip hop and hip thrusts', []],
  ] as const)('"%s" names %j', (text, areas) => {
    expect(read(text)).toEqual(areas);
  });
});

describe('as people write', () => {
  it.each([
    ['I tweaked my back deadlifting in March and have been cautious since', ['back']],
    ['Two ACL reconstructions, left side. Cleared by physio but I avoid jumping.', ['knee']],
    ['Nothing serious. Occasionally my right elbow gets cranky after pull ups.', ['elbow']],
    ['Not really, had some shoulder impingement in college but that went away', []],
    ['my hips are tight from sitting', ['hip']],
    ['I broke my wrist as a kid, no problems since', []],
    ['I broke my wrist as a kid. No problems since.', []],
    ['rolled ankle 3 weeks ago', ['ankle']],
    ['Knee: old meniscus tear, shoulder: fine', ['knee']],
    ['arthritis in both knees, otherwise ok', ['knee']],
    ['I have no cartilage left in my knee', ['knee']],
    ["Doctor says I shouldn't squat because of a slipped disk", ['back']],
    ['none besides some wrist soreness', ['wrist']],
    ['None except for my knees', ['knee']],
    ['None, although my elbow gets sore', ['elbow']],
    ['No major injuries, occasional knee pain', ['knee']],
    ['no injuries, but knee sometimes hurts', ['knee']],
    ['I do not have problems with my back or my knees', []],
    ['no back problems', []],
    ['My back has been fine for years', []],
    ['back is good now', []],
    ['the shoulder thing is behind me', []],
    ['My knee never really recovered', ['knee']],
    ["My knee hasn't been the same since the surgery", ['knee']],
    ["My ankle isn't great", ['ankle']],
    ['Knee pain is gone', []],
    ['Knee pain gone, hip still hurts', ['hip']],
    ['My shoulder is 100% now', []],
    ['My shoulder is 80% now', ['shoulder']],
    ['My doctor cleared me after a hip replacement', ['hip']],
    ['I have a history of ankle sprains', ['ankle']],
    ['no history of ankle sprains', []],
    ['My knees are good but my back is not', ['back']],
    ['wrists hurt in push-ups; elbows ok', ['wrist']],
    ['Hip bursitis', ['hip']],
    ['I used to have a bad back, and it still flares up', ['back']],
    ['I used to be a runner until my knee gave out', ['knee']],
    ['pain-free knees and shoulders', []],
    ['Lower-back tightness', ['back']],
    ['My shoulders and knees used to bother me but not anymore', []],
    ['I hurt my back and my knee', ['knee', 'back']],
    ['No knee pain and my hip hurts', ['hip']],
    ['No knee and hip pain', []],
    ['No pain anywhere', []],
    ['I had tennis elbow last year. It is gone now.', []],
    ['knee surgery 6 months ago, doctor says no impact', ['knee']],
    ['No, my knees are fine, my back is fine, only my left wrist hurts', ['wrist']],
    ['My kneees hurt', []],
    ['Sprained my ankles several times, they are weak', ['ankle']],
    ['I get pain in the wrist if I do push ups, no pain otherwise', ['wrist']],
    ["my wrist doesn't like push ups", ['wrist']],
    ['There is nothing wrong with my knees', []],
    ["I don't think I have any injuries", []],
    ["I don't like jumping, my ankle", ['ankle']],
    ['My shoulder does not move well overhead', ['shoulder']],
    ["can't lift my arm because of shoulder", ['shoulder']],
    ['not my knee, my hip', ['hip']],
    ['My elbow is better', ['elbow']],
    ['My elbow is much better now', ['elbow']],
    ['My elbow is all better now', []],
  ] as const)('"%s" names %j', (text, areas) => {
    expect(read(text)).toEqual(areas);
  });
});

describe('what the rules do not know', () => {
  it.each([
    ['Plantar fasciitis', true],
    ['I have asthma', true],
    ['My knee hurts, and I have high blood pressure', true],
    ['My neck is stiff', true],
    ['none', false],
    ['No injuries.', false],
    ['My knee hurts', false],
    ['My knee is fine now', false],
    ['', false],
  ] as const)('"%s": %s', (text, hasOther) => {
    expect(readInjuries(toRuleText(text), 'injuries').hasOther).toBe(hasOther);
  });
});

describe('in answers to other questions', () => {
  it.each([
    ['I want to run again after my knee surgery', ['knee']],
    ['I want bigger shoulders and a strong back', []],
    ['More hip mobility', []],
    ['Swimming is great since my shoulder hurts with weights', ['shoulder']],
  ] as const)('"%s" names %j', (text, areas) => {
    expect(readInjuries(toRuleText(text), 'anywhere').areas).toEqual(areas);
  });
});

it.each(['knee and ', 'knee,', 'no ', '\t ', 'my back is fine but '])(
  'reads 24,000 characters of "%s" in time',
  (words) => {
    const text = toRuleText(words.repeat(24_000 / words.length));
    const startedAt = performance.now();
    readInjuries(text, 'injuries');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  },
);
