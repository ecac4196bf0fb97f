import { type HttpMethod, OPERATIONS, ROUTES, type RouteName } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { buildOpenapi } from './build-openapi.ts';

interface Document {
  readonly paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
}

const document: Document = JSON.parse(JSON.stringify(buildOpenapi()));

describe('the OpenAPI document', () => {
  it.each(Object.keys(ROUTES) as RouteName[])('has every method of %s', (route) => {
    const { pattern, methods } = ROUTES[route];
    for (const method of methods as readonly HttpMethod[]) {
      expect(document.paths[pattern]?.[method.toLowerCase()]).toMatchObject({ operationId: expect.any(String) });
    }
  });

  it('names every operation once', () => {
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId }) => operationId ?? []),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(Object.values(ROUTES).flatMap(({ methods }) => [...methods]).length);
  });

  it('refers to nothing that it does not have', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of new Set(refs)) {
      const found = ref
        .split('/')
        .reduce<unknown>((seen, key) => (seen as Record<string, unknown> | undefined)?.[key], document);
      expect({ ref, isFound: found !== undefined }).toEqual({ ref, isFound: true });
    }
  });

  it('shows bodies that their routes take', () => {
    const bodies = Object.values(OPERATIONS).flatMap((row) =>
      Object.values(row).flatMap((value) =>
        typeof value === 'object' && value.body !== undefined ? [value.body] : [],
      ),
    );
    expect(bodies.length).toBeGreaterThan(0);
    for (const { schema, example } of bodies) {
      expect(schema.safeParse(example)).toMatchObject({ success: true });
    }
  });
});
