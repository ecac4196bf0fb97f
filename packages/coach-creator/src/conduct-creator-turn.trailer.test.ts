import { describe, expect, it } from '@jest/globals';
import { effectsOf, NEW, notes, useCreator, WORDS } from './conduct-creator-turn.fixture.ts';
import { TrailerError } from './trailer/trailer-error.ts';

const creator = await useCreator();
const { ask } = creator;

describe('a creator turn', () => {
  it.each<[form: string, ending: string, fault: TrailerError['fault']]>([
    ['missing', '', 'missing'],
    ['broken', '\n<<<NOTES {"sophisticationLevel": "advanced", "answ', 'broken'],
    ['of a level that is none', notes({ sophisticationLevel: 'godlike' }), 'broken'],
    ['doubled', notes({ sophisticationLevel: 'advanced' }) + notes(), 'doubled'],
    ['inside the text', `${notes({ answered: false })}\nAnd by the way: smile.`, 'inside'],
  ])('whose trailer is %s keeps the level and counts as answered, and that is told', async (_form, ending, fault) => {
    creator.reply = () => WORDS + ending;
    const asked = await ask({ ...NEW, sophisticationLevel: 'intermediate' }, 'A marathon.');
    expect(asked.text.trim()).toBe(WORDS);
    expect(asked.result?.text).toBe(asked.text);
    expect(asked.session).toMatchObject({ sophisticationLevel: 'intermediate', currentQuestionId: 'ageAndLifeStage' });
    expect(asked.faults).toEqual([new TrailerError(fault)]);
    expect(effectsOf(asked)).toMatchObject({ trailerFault: fault });
    expect(effectsOf(asked)).not.toHaveProperty('trailer');
  });

  it('may be told its level by a line', async () => {
    creator.reply = () => `${WORDS}\nSOPHISTICATION_LEVEL: ADVANCED`;
    const asked = await ask(NEW, 'A marathon.');
    expect(asked.session).toMatchObject({ sophisticationLevel: 'advanced', currentQuestionId: 'ageAndLifeStage' });
    expect(asked.faults).toEqual([]);
  });

  it('is broken where the model writes for the app and nothing for the person', async () => {
    creator.reply = () => notes();
    expect((await ask(NEW, 'A marathon.')).error).toMatchObject({ code: 'MODEL_INTERRUPTED' });
  });

  it('shows nothing of a trailer that is cut, wherever that is', async () => {
    const whole = WORDS + notes();
    const texts: string[] = [];
    for (let end = WORDS.length + 1; end < whole.length; end += 7) {
      creator.reply = () => whole.slice(0, end);
      texts.push((await ask(NEW, 'A marathon.')).text.trim());
    }
    expect(new Set(texts)).toEqual(new Set([WORDS]));
  });

  it('that is cut by its token limit shows nothing of a trailer and counts as answered', async () => {
    creator.reply = () => 'word '.repeat(2_000) + notes();
    const asked = await ask(NEW, 'A marathon.');
    expect(asked.result?.stopReason).toBe('max_tokens');
    expect(asked.text).not.toContain('<<<');
    expect(asked.session.currentQuestionId).toBe('ageAndLifeStage');
  });
});
