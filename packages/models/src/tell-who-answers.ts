import type { AnsweringModel, ChatModel } from './chat-model.ts';

/** Makes a model say in the usage of each answer that it was this one. */
export function tellWhoAnswers(model: ChatModel, answeredBy: AnsweringModel): ChatModel {
  return {
    async *stream(request, options) {
      for await (const event of model.stream(request, options)) {
        yield event.type === 'usage' ? { ...event, usage: { ...event.usage, answeredBy } } : event;
      }
    },
    async complete(request, options) {
      const reply = await model.complete(request, options);
      return { ...reply, usage: { ...reply.usage, answeredBy } };
    },
  };
}
