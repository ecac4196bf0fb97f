import { expect, test } from '@jest/globals';
import { findRoute } from './find-route.ts';
import type { ApiResource, MethodConfig } from './rest-api-config.ts';

const METHOD: MethodConfig = {
  authorization: { kind: 'none' },
  isApiKeyRequired: false,
  integration: { kind: 'not-served', reason: 'nothing' },
};

const RESOURCES: readonly ApiResource[] = [
  ['/{proxy+}', 'ANY'],
  ['/', 'GET'],
  ['/users/{userId}', 'GET', 'POST'],
  ['/users/me', 'GET'],
  ['/users/{userId}/posts/{postId}', 'ANY', 'GET'],
  ['/files/{path+}', 'ANY'],
  ['/files/readme', 'GET'],
].map(([path = '', ...methods]) => ({ id: path, path, methods: new Map(methods.map((name) => [name, METHOD])) }));

test.each<[string, string, string | undefined, Record<string, string>]>([
  ['GET', '/', '/', {}],
  ['POST', '/', undefined, {}],
  ['GET', '/users/me', '/users/me', {}],
  ['GET', '/users/7', '/users/{userId}', { userId: '7' }],
  ['GET', '/users/7/', '/users/{userId}', { userId: '7' }],
  ['DELETE', '/users/7', undefined, {}],
  ['POST', '/users/me', undefined, {}],
  ['GET', '/users/a%2Fb%20c', '/users/{userId}', { userId: 'a%2Fb%20c' }],
  ['PUT', '/users/7/posts/8', '/users/{userId}/posts/{postId}', { userId: '7', postId: '8' }],
  ['GET', '/users', '/{proxy+}', { proxy: 'users' }],
  ['GET', '/files/readme', '/files/readme', {}],
  ['GET', '/files/read%6De', '/files/readme', {}],
  ['GET', '/files/a/b%2Bc/', '/files/{path+}', { path: 'a/b%2Bc' }],
  ['GET', '/elsewhere/x', '/{proxy+}', { proxy: 'elsewhere/x' }],
  ['GET', '/users/%', '/users/{userId}', { userId: '%' }],
])('%s %s is for the resource %s', (method, path, resource, parameters) => {
  const route = findRoute(RESOURCES, method, path);
  expect([route?.resource.path, route?.pathParameters ?? {}]).toEqual([resource, parameters]);
});

test('a proxy wants at least one segment', () => {
  const [proxy] = RESOURCES;
  expect(proxy && findRoute([proxy], 'GET', '/')).toBeUndefined();
});
