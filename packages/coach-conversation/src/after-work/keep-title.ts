import type { AfterWorkTurn } from './after-work-turn.ts';
import { titleConversation } from './title-conversation.ts';

/**
 * Titles a conversation that has no title yet, neither the user's nor one that was set so before.
 *
 * @returns whether one was set
 * @throws what the store and the model throw
 */
export async function keepTitle({ ref, snapshot, turns, ports, meter, signal }: AfterWorkTurn): Promise<boolean> {
  const { models, stores } = ports;
  const [first] = turns;
  if (snapshot.conversation?.title !== undefined || first === undefined) {
    return false;
  }
  const noteUsage = meter.begin(models.summary.price);
  const made = await titleConversation(first, { ...models.summary, fillSchema: models.fillSchema }, { signal });
  noteUsage(made.usage);
  if (made.title === undefined) {
    throw made.error;
  }
  return made.title !== '' && stores.titles.setOnce(ref, made.title);
}
