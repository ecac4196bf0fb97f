import { describe, expect, test } from '@jest/globals';
import { generatedText, givenText } from './initial-value.ts';

const generated = (options: object) => generatedText({ properties: { GenerateSecretString: options } }) ?? '';

describe('the first value of a secret', () => {
  test('is what the template gives', () => {
    expect(givenText({ properties: { SecretString: 'open sesame' } })).toBe('open sesame');
    expect(generatedText({ properties: { SecretString: 'open sesame' } })).toBeUndefined();
  });

  test('is nothing where the template neither gives nor generates one', () => {
    expect([givenText({ properties: {} }), generatedText({ properties: {} })]).toEqual([undefined, undefined]);
  });

  test('has 32 characters of all kinds by default, and is another one each time', () => {
    const texts = Array.from({ length: 50 }, () => generated({}));
    for (const text of texts) {
      expect(text).toHaveLength(32);
      for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[!-/:-@[-`{-~]/]) expect(text).toMatch(kind);
      expect(text).not.toContain(' ');
    }
    expect(new Set(texts).size).toBe(texts.length);
  });

  test.each<[object, RegExp]>([
    [{ PasswordLength: 8, ExcludePunctuation: true }, /^[a-zA-Z\d]{8}$/],
    [{ PasswordLength: '500', ExcludeNumbers: 'true', ExcludePunctuation: 'true' }, /^[a-zA-Z]{500}$/],
    [{ ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true }, /^\d{32}$/],
    [
      { ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true, ExcludeCharacters: '012345678' },
      /^9{32}$/,
    ],
    [
      {
        PasswordLength: 500,
        ExcludeNumbers: true,
        ExcludeUppercase: true,
        ExcludePunctuation: true,
        IncludeSpace: true,
      },
      /^(?=.* )[a-z ]{500}$/,
    ],
    [{ PasswordLength: 1, RequireEachIncludedType: false }, /^.$/],
  ])('with %j fits %s', (options, form) => {
    expect(generated(options)).toMatch(form);
  });

  test('is one member of a JSON object where the template asks for that', () => {
    const text = generated({
      SecretStringTemplate: '{"username":"admin"}',
      GenerateStringKey: 'password',
      PasswordLength: 12,
    });
    expect(JSON.parse(text)).toEqual({ username: 'admin', password: expect.stringMatching(/^.{12}$/) });
  });

  test.each([
    [
      { ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true, ExcludeNumbers: true },
      'no character',
    ],
    [{ SecretStringTemplate: '[]', GenerateStringKey: 'password' }, 'not a JSON object'],
  ])('cannot be made of %j', (options, message) => {
    expect(() => generated(options)).toThrow(message);
  });
});
