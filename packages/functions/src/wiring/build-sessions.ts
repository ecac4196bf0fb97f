import type { BuildSessionStore } from '@coach-stream/coach-creator';
import { createProfileRepository, createSessionRepository, type Table } from '@coach-stream/store';

/** Coach creator sessions as the building of a coach reads and changes them. */
export function buildSessions(coachTable: Table): BuildSessionStore {
  const sessions = createSessionRepository(coachTable);
  const profiles = createProfileRepository(coachTable);
  return {
    async load(ref) {
      const [session, profile] = await Promise.all([sessions.read(ref), profiles.get(ref.userId)]);
      return session && { session, profile };
    },
    changeBuild: sessions.changeBuild,
  };
}
