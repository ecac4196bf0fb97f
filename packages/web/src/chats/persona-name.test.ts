import { describe, expect, it } from '@jest/globals';
import { personaName } from './persona-name.ts';

describe('personaName', () => {
  it.each([
    ['drill_sergeant', 'Drill sergeant'],
    ['default', 'All-round coach'],
    ['', ''],
  ])('reads %j as %j', (id, name) => expect(personaName(id)).toBe(name));
});
