import type { TurnState } from '@coach-stream/turn-engine';
import { type TurnSubject, turnStateSchema } from '../entities/turn-state.ts';
import { parseItem } from '../parse-item.ts';

/** A STATE item as the turn engine's state. @throws StoreError `INTERNAL` where it does not parse */
export function parseTurnState(item: Record<string, unknown>): TurnState<TurnSubject> {
  // The schema's optional fields may be `undefined`, which no stored item holds.
  return parseItem('turn', turnStateSchema, item) as TurnState<TurnSubject>;
}
