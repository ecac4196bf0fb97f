import type { ChatModel } from './chat-model.ts';
import { ModelError } from './errors.ts';

/**
 * A chat model that is made when it is first called. One that could not be made is tried again with the next call.
 *
 * @throws ModelError `MODEL_UNAVAILABLE`, from either method, where `load` fails
 */
export function createLazyChatModel(load: () => Promise<ChatModel>): ChatModel {
  let loading: Promise<ChatModel> | undefined;
  const get = async (): Promise<ChatModel> => {
    loading ??= load();
    try {
      return await loading;
    } catch (cause) {
      loading = undefined;
      throw new ModelError('MODEL_UNAVAILABLE', { partial: false, cause });
    }
  };
  return {
    async *stream(request, options) {
      options.signal.throwIfAborted();
      yield* (await get()).stream(request, options);
    },
    async complete(request, options) {
      options.signal.throwIfAborted();
      return (await get()).complete(request, options);
    },
  };
}
