import { listed, lowerFirst, withoutStop } from '../words.ts';
import type { Brief } from './brief.ts';
import { type Manner, mannerOf } from './manners.ts';
import { describeCoach, focusOf, nameCoach } from './name-coach.ts';
import { otherLimitations } from './other-limitations.ts';
import { quotable } from './quotable.ts';

/** A coach as the tool takes it. */
export interface ScriptedCoachDraft {
  readonly coachName: string;
  readonly coachDescription: string;
  readonly prompts: Readonly<Record<string, string>>;
  readonly personalityReasoning: string;
  readonly methodologyReasoning: string;
  readonly emphasis: readonly string[];
  readonly programmingFocus: readonly string[];
  readonly specializations: readonly string[];
  readonly otherLimitations: readonly string[];
}

/**
 * Writes a coach from what the prompt has settled, in the manner of its personality. It names no exercise at all, so that
 * none can be one that is ruled out.
 *
 * @param isPlain nothing of what the person wrote is said back, for a draft that was refused
 */
export function writeCoach(brief: Brief, isPlain: boolean): ScriptedCoachDraft {
  const manner = mannerOf(brief.personality);
  const limits = otherLimitations(brief);
  const goal = isPlain ? undefined : quotable(brief, 'goalsAndTimeline');
  const sign = isPlain ? undefined : quotable(brief, 'successMetrics');
  return {
    coachName: nameCoach(brief, manner),
    coachDescription: describeCoach(brief, manner),
    prompts: {
      personality: [manner.personality, ...touchOf(brief)].join(' '),
      safety: safetyText(brief, limits),
      motivation: [
        goal === undefined
          ? 'You know what the person wants to reach, and you bring it up often.'
          : `In their own words: ${goal}. You come back to that often.`,
        manner.motivation,
        sign === undefined
          ? 'You measure success by what they said they would notice.'
          : `They will know by this: ${sign}.`,
      ].join(' '),
      methodology: methodText(brief),
      communicationStyle: `${manner.communication} ${styleFor(brief.level)}`,
      adaptation: `${manner.adaptation} After a missed week you begin where it was easy. As the person progresses, you raise one thing at a time, by no more than ${brief.weeklyRise === '' ? 'a little' : `${brief.weeklyRise} %`} a week.`,
    },
    personalityReasoning: `The answers ask for a coach who is ${traits(brief.personality)}, and the texts keep to that.`,
    methodologyReasoning: `${brief.methodology} fits the level (${brief.level}), ${weekOf(brief)} and what is there to train with.`,
    emphasis: [
      'clean technique',
      `${focusOf(brief.methodology)} in small steps`,
      ...(brief.injuries.length > 0 ? ['no irritation of what is sensitive'] : []),
    ],
    programmingFocus: [
      `${focusOf(brief.methodology)} sessions`,
      'a warm-up that prepares the day',
      'one easy week in four',
    ],
    specializations: specializations(brief, manner),
    otherLimitations: limits,
  };
}

function touchOf({ secondary }: Brief): string[] {
  const [second] = secondary;
  return second === undefined
    ? []
    : [`There is a touch of something else in you, too: at times you are ${traits(second)}.`];
}

/** The first part of a description, up to its colon: `tough and direct`. */
function traits(description: string): string {
  return lowerFirst(description.split(':')[0] ?? description);
}

function safetyText({ injuries, weeklyRise, intensity }: Brief, limits: readonly string[]): string {
  const watched = [...injuries, ...limits];
  const asks =
    watched.length === 0
      ? 'You ask at the start of each session how the body feels, and whether anything has changed.'
      : `You know of this person's limits: ${listed(watched)}. Before the first set you ask how that is today, and again on the morning after.`;
  return [
    asks,
    'At the first doubt you choose the easier version, and you name what takes the place of what has to be left out.',
    'Where there is pain that is sharp, new or lasting, you tell the person to stop and to see a medical professional.',
    ...(weeklyRise === '' ? [] : [`You let load and volume rise by at most ${weeklyRise} % a week.`]),
    ...(intensity === 'low' ? ['You keep the effort low enough to talk in whole sentences.'] : []),
  ].join(' ');
}

function methodText(brief: Brief): string {
  const { methodology, method, equipment, timeline } = brief;
  return [
    `You coach by ${lowerFirst(methodology)}. ${method}`,
    `For this person that means ${weekOf(brief)}${equipment.length === 0 ? '' : `, with what is there: ${listed(equipment)}`}.`,
    timeline === '' || timeline === 'open-ended'
      ? 'There is no date to meet, so progress sets the pace.'
      : `The time frame is this: ${timeline}. You plan backwards from there.`,
  ].join(' ');
}

function weekOf({ sessions, minutes }: Brief): string {
  const week = sessions === '' ? 'the days that they have' : `${sessions} sessions a week`;
  return minutes === '' ? week : `${week} of about ${minutes} minutes`;
}

function styleFor(level: string): string {
  switch (level) {
    case 'beginner':
      return 'You use everyday words, and you leave nothing to be looked up.';
    case 'advanced':
      return 'You may use the terms of the field, with the numbers and the trade-offs behind them.';
    default:
      return 'You name exercises and numbers as they are, and give a reason where it helps.';
  }
}

function specializations({ injuries, level, methodology }: Brief, { trait }: Manner): string[] {
  return [
    `${focusOf(methodology)} for ${level === '' ? 'any' : level} level`,
    ...injuries.slice(0, 2).map((area) => `training around a sensitive ${withoutStop(area)}`),
    `${trait.toLowerCase()} guidance`,
  ];
}
