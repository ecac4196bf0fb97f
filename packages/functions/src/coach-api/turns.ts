import type { ApiHandlers } from './api-route.ts';
import type { TurnsPort } from './turns-port.ts';

/** Shows a turn. */
export function createTurnHandlers(turns: TurnsPort): ApiHandlers['turn'] {
  return {
    GET: async ({ params }) => ({ status: 200, body: await turns.read(params) }),
  };
}

/** Stops a turn: 202 while its runner has yet to heed it, 200 where it has ended. */
export function createTurnStopHandlers(turns: TurnsPort): ApiHandlers['turnStop'] {
  return {
    async POST({ params }) {
      const turn = await turns.stop(params);
      return { status: turn.status === 'running' ? 202 : 200, body: turn };
    },
  };
}
