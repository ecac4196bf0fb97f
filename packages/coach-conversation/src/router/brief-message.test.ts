import { describe, expect, it } from '@jest/globals';
import { isAcknowledgement, isBriefMessage } from './brief-message.ts';

describe('a brief message', () => {
  it.each([
    'ok',
    'Thanks!',
    '👍',
    '🙏🙏🙏🙏🙏',
    'yes',
    'Go!',
    'Thank you so much, coach!',
    'Good night',
    'Got it, will do',
    'merci',
  ])('is %j', (message) => {
    expect(isBriefMessage(message)).toBe(true);
  });

  it.each([
    'thanks, but what about my knee?',
    'ok, how many sets?',
    'yes, do it',
    'Great, I ran 5 km today',
    'perfect, now make me a plan',
    'My back hurts',
    'ok ¿y mañana?',
  ])('is not %j', (message) => {
    expect(isBriefMessage(message)).toBe(false);
  });

  it('is not an acknowledgement only because it is short', () => {
    expect(isAcknowledgement('ran 5k')).toBe(false);
    expect(isBriefMessage('ran 5k')).toBe(true);
  });
});
