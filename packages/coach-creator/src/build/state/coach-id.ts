/** The id of the coach that a session's answers become: the same for the same session, however often it is built. */
export function coachIdOf(sessionId: string): string {
  return `coach_${sessionId.replace(/^sess_/, '')}`;
}
