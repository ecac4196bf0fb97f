import type { ChatModel } from './chat-model.ts';
import { type CreateChatModelOptions, createChatModel } from './create-chat-model.ts';
import { createLastGood, type LastGoodOptions } from './last-good.ts';
import type { CallSiteSettings } from './model-table.ts';

export interface SwitchedModelOptions
  extends LastGoodOptions<CallSiteSettings>,
    Omit<CreateChatModelOptions, 'settings'> {}

/**
 * A chat model whose settings are read at run time: a change there changes the next call's model, and a call that has
 * begun goes on as it was. Settings that cannot be read, or that name a provider which this process does not bring,
 * leave the last good model in place.
 *
 * Call sites whose settings are kept together share one reading: give each a `read` of a common {@link createLastGood}
 * and a `cacheMs` of 0.
 *
 * @throws MissingProviderError where `initial` names a provider that is not in `providers`
 */
export function createSwitchedModel({
  read,
  initial,
  providers,
  onFallback,
  ...options
}: SwitchedModelOptions): ChatModel {
  const make = (settings: CallSiteSettings) => {
    const model = createChatModel({ settings, providers, ...(onFallback !== undefined && { onFallback }) });
    return { key: JSON.stringify(settings), model };
  };
  let current = make(initial);
  const getCurrent = createLastGood({
    ...options,
    initial: current,
    async read() {
      const settings = await read();
      if (JSON.stringify(settings) !== current.key) current = make(settings);
      return current;
    },
  });
  return {
    async *stream(request, callOptions) {
      callOptions.signal.throwIfAborted();
      yield* (await getCurrent()).model.stream(request, callOptions);
    },
    async complete(request, callOptions) {
      callOptions.signal.throwIfAborted();
      return (await getCurrent()).model.complete(request, callOptions);
    },
  };
}
