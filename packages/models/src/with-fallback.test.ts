import { describe, expect, test } from '@jest/globals';
import { REQUEST, readAll } from '../test/start-model.ts';
import { writtenModel } from '../test/written-model.ts';
import { type ChatModel, type Fallback, ModelError, type ModelErrorCode, withFallback } from './index.ts';

const options = { signal: new AbortController().signal };
const failure = (code: ModelErrorCode, partial = false) => new ModelError(code, { partial });

/** The models in order, and every fallback that is told. */
function behind(...models: readonly ChatModel[]) {
  const told: Fallback[] = [];
  const candidates = models.map((model, index) => ({
    name: { provider: 'bedrock' as const, modelId: `model-${index}` },
    model,
  }));
  return { told, model: withFallback(candidates, { onFallback: (fallback) => told.push(fallback) }) };
}

describe.each(['stream', 'complete'] as const)('%s', (method) => {
  const call = async (model: ChatModel): Promise<{ text?: string; thrown?: unknown }> => {
    if (method === 'stream') return readAll(model.stream(REQUEST, options));
    return model.complete(REQUEST, options).catch((thrown: unknown) => ({ thrown }));
  };

  test('goes to the first model while that one answers', async () => {
    const second = writtenModel('second');
    const { model, told } = behind(writtenModel('first'), second);
    expect(await call(model)).toMatchObject({ text: 'first' });
    expect([second.calls, told]).toEqual([0, []]);
  });

  test.each(['MODEL_THROTTLED', 'MODEL_UNAVAILABLE', 'MODEL_TIMEOUT', 'MODEL_INTERRUPTED'] as const)(
    'goes on to the next on %s, and tells',
    async (code) => {
      const { model, told } = behind(
        writtenModel('', failure(code)),
        writtenModel('', failure('MODEL_TIMEOUT')),
        writtenModel('third'),
      );
      expect(await call(model)).toMatchObject({ text: 'third' });
      expect(told).toMatchObject([
        { from: { modelId: 'model-0' }, to: { modelId: 'model-1' }, code },
        { from: { modelId: 'model-1' }, to: { modelId: 'model-2' }, code: 'MODEL_TIMEOUT' },
      ]);
    },
  );

  test('ends on a validation error: no other model is asked', async () => {
    const refused = failure('MODEL_REFUSED');
    const second = writtenModel('second');
    const { model, told } = behind(writtenModel('', refused), second);
    expect((await call(model)).thrown).toBe(refused);
    expect([second.calls, told]).toEqual([0, []]);
  });

  test('throws what the first model threw where none answers', async () => {
    const throttled = failure('MODEL_THROTTLED');
    const { model } = behind(
      writtenModel('', throttled),
      writtenModel('', failure('MODEL_REFUSED')),
      writtenModel('3'),
    );
    expect((await call(model)).thrown).toBe(throttled);
  });

  test('hands on what is no failure of a model', async () => {
    const second = writtenModel('second');
    const { model } = behind(writtenModel('', 'the person pressed stop'), second);
    expect((await call(model)).thrown).toBe('the person pressed stop');
    expect(second.calls).toBe(0);
  });
});

test('nothing follows on a failure after text', async () => {
  const cut = failure('MODEL_INTERRUPTED', true);
  const second = writtenModel('second');
  const { model, told } = behind(writtenModel('fir', cut), second);
  expect(await readAll(model.stream(REQUEST, options))).toEqual({ text: 'fir', others: [], thrown: cut });
  expect([second.calls, told]).toEqual([0, []]);
});

test('a call site without a model is a mistake', () => {
  expect(() => withFallback([])).toThrow(TypeError);
});
