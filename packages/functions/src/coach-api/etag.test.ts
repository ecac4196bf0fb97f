import { toStreamError } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { checkPreconditions, contentTag, isForOneVersion, versionTag } from './etag.ts';

/** What comes of a request for what has this tag. */
function outcome(method: string, headers: Record<string, string>, tag = '"3"'): string {
  try {
    return checkPreconditions({ method, headers }, tag).isNotModified ? 'not modified' : 'goes on';
  } catch (error) {
    return toStreamError(error).code;
  }
}

describe('an entity tag', () => {
  it('is a quoted version, and what is shown with it', () => {
    expect([versionTag(3), versionTag(3, 'active', 12)]).toEqual(['"3"', '"3.active.12"']);
  });

  it('of what has no version is another one for anything else', () => {
    const tags = [{}, { a: 1 }, { a: 2 }].map(contentTag);
    expect(new Set(tags).size).toBe(3);
    expect(tags.every((tag) => /^"[\w-]{22}"$/.test(tag))).toBe(true);
    expect(contentTag({ a: 1 })).toBe(tags[1]);
  });
});

describe('If-Match', () => {
  it.each([
    ['"3"', 'goes on'],
    ['*', 'goes on'],
    [' * ', 'goes on'],
    ['"1", "3"', 'goes on'],
    [',"1",,"3",', 'goes on'],
    ['"a,b","3"', 'goes on'],
    // The same version, shown with something else: what a change is measured by is the version.
    ['"3.active.12"', 'goes on'],
    ['"2"', 'PRECONDITION_FAILED'],
    ['"1","2"', 'PRECONDITION_FAILED'],
    ['"03"', 'PRECONDITION_FAILED'],
    ['""', 'PRECONDITION_FAILED'],
    ['"ü"', 'PRECONDITION_FAILED'],
    // Compared strongly: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
    ['W/"3"', 'PRECONDITION_FAILED'],
    ['3', 'INVALID_ETAG'],
    ['', 'INVALID_ETAG'],
    [' , ', 'INVALID_ETAG'],
    ['"3', 'INVALID_ETAG'],
    ['"3" "4"', 'INVALID_ETAG'],
    ['"a b"', 'INVALID_ETAG'],
    ['w/"3"', 'INVALID_ETAG'],
    ['*, "3"', 'INVALID_ETAG'],
    ['"\u0000"', 'INVALID_ETAG'],
    ['"x",'.repeat(1_000), 'INVALID_ETAG'],
  ])('%j is held against version 3: %s', (ifMatch, expected) => {
    for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
      expect(outcome(method, { 'if-match': ifMatch })).toBe(expected);
    }
  });

  it('is held also against what is shown with a version', () => {
    expect(outcome('PATCH', { 'if-match': '"3"' }, '"3.active"')).toBe('goes on');
    expect(outcome('PATCH', { 'if-match': '"4.active"' }, '"3.active"')).toBe('PRECONDITION_FAILED');
  });

  it.each([
    [undefined, false],
    ['*', false],
    ['"3"', true],
  ])('%j is for one version alone: %s', (ifMatch, expected) => {
    const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    expect(isForOneVersion({ method: 'PATCH', headers })).toBe(expected);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['"3"', 'not modified'],
    ['W/"3"', 'not modified'],
    ['"1", "3"', 'not modified'],
    ['*', 'not modified'],
    ['"2"', 'goes on'],
    ['"3.active"', 'goes on'],
    ['3', 'INVALID_ETAG'],
  ])('%j spares a reader what it has: %s', (ifNoneMatch, expected) => {
    const headers = { 'if-none-match': ifNoneMatch };
    expect(outcome('GET', headers)).toBe(expected);
    expect(outcome('PUT', headers)).toBe(expected === 'not modified' ? 'PRECONDITION_FAILED' : expected);
  });

  it('counts behind If-Match, and is read all the same', () => {
    expect(outcome('GET', { 'if-match': '"2"', 'if-none-match': '"3"' })).toBe('PRECONDITION_FAILED');
    expect(outcome('GET', { 'if-match': '"3"', 'if-none-match': '"3"' })).toBe('not modified');
    expect(outcome('GET', { 'if-match': '"2"', 'if-none-match': 'x' })).toBe('INVALID_ETAG');
  });

  it('is not needed', () => {
    expect([outcome('GET', {}), outcome('DELETE', {})]).toEqual(['goes on', 'goes on']);
  });
});
