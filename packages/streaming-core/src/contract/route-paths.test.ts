import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildPath, matchRoute } from './route-paths.ts';
import { ROUTES, type RouteName } from './routes.ts';

describe('the route table', () => {
  it.each(Object.keys(ROUTES) as RouteName[])(
    'builds a path of %s that matches it again with the same parameters',
    (name) => {
      fc.assert(
        fc.property(
          fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 8, maxLength: 8 }),
          (values) => {
            const params = Object.fromEntries(ROUTES[name].params.map((param, index) => [param, values[index] ?? 'x']));
            expect(matchRoute(name, buildPath(name, params as never))).toEqual(params);
          },
        ),
      );
    },
  );

  it.each([
    '/',
    '/users/u/coaches/c/conversations/v',
    '/users/u/coaches/c/conversations/v/stream/',
    '//users/u/coaches/c/conversations/v/stream',
    '/users//coaches/c/conversations/v/stream',
    '/users/%zz/coaches/c/conversations/v/stream',
    '/Users/u/coaches/c/conversations/v/stream',
  ])('does not match %s', (path) => {
    expect(matchRoute('coachConversationStream', path)).toBeUndefined();
  });

  it('names each parameter of its pattern once', () => {
    for (const { pattern, params } of Object.values(ROUTES)) {
      expect([...pattern.matchAll(/\{(\w+)\}/g)].map((match) => match[1])).toEqual([...params]);
    }
  });
});
