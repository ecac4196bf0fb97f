import { afterAll, afterEach } from '@jest/globals';
import { type CoachWorld, startCoachWorld } from './coach-world.fixture.ts';

/** A world for the tests of a file, set back behind each of them. */
export async function useCoachWorld(): Promise<CoachWorld> {
  const world = await startCoachWorld();
  afterEach(() => world.reset());
  afterAll(() => world.close());
  return world;
}
