import { applyModelSwitch } from './apply-model-switch.ts';
import type { ChatModel } from './chat-model.ts';
import { createChatModel } from './create-chat-model.ts';
import { createLastGood, type LastGoodOptions } from './last-good.ts';
import { createLazyChatModel } from './lazy-chat-model.ts';
import type { ModelProviders } from './model-provider.ts';
import { CALL_SITES, type CallSite, type CallSiteSettings, type ModelTable } from './model-table.ts';
import type { Fallback } from './with-fallback.ts';

/** A model that was passed over for the next one, and where it was called from. */
export interface CallSiteFallback extends Fallback {
  readonly callSite: CallSite;
}

export interface SwitchedModelsOptions<Site extends CallSite>
  extends Omit<LastGoodOptions<unknown>, 'read' | 'initial'> {
  /** The models of the process's call sites, as they were deployed. */
  readonly deployed: Pick<ModelTable, Site>;
  /** Reads the switch, as `applyModelSwitch` takes it. */
  readonly readSwitch: () => Promise<string>;
  /** Those that this process can call. */
  readonly providers: ModelProviders;
  /** Told of each model that was passed over, for a metric; must not throw. */
  readonly onFallback?: (fallback: CallSiteFallback) => void;
}

/** The models of a process, which a switch may change while it runs. */
export interface SwitchedModels<Site extends CallSite> {
  /** A call site's model: that of the time at which it is called. */
  of(callSite: Site): ChatModel;
  /** Begins to read the switch where that is due, so that the next call waits the less for it. Never throws. */
  prepare(): void;
}

type ModelsOfSites = Partial<Record<CallSite, ChatModel>>;

/**
 * Chat models whose settings are read at run time, in one reading for all: a change there changes the next call's model,
 * and a call that has begun goes on as it was. A switch that cannot be read, is not valid, or names a provider that this
 * process does not bring changes nothing at all.
 *
 * A model that was deployed without its provider is `MODEL_UNAVAILABLE`.
 */
export function createSwitchedModels<Site extends CallSite>({
  deployed,
  readSwitch,
  providers,
  onFallback,
  ...options
}: SwitchedModelsOptions<Site>): SwitchedModels<Site> {
  const make = (callSite: CallSite, settings: CallSiteSettings): ChatModel =>
    createChatModel({ settings, providers, onFallback: (fallback) => onFallback?.({ ...fallback, callSite }) });

  let current = {
    text: undefined as string | undefined,
    models: ofSites(deployed, (callSite, settings) => createLazyChatModel(async () => make(callSite, settings))),
  };
  const getCurrent = createLastGood({
    ...options,
    initial: current,
    async read() {
      const text = await readSwitch();
      if (text !== current.text) current = { text, models: ofSites(applyModelSwitch(deployed, text), make) };
      return current;
    },
  });
  const modelOf = async (callSite: Site): Promise<ChatModel> => {
    const model = (await getCurrent()).models[callSite];
    if (model === undefined) throw new TypeError(`This process has no model for '${callSite}'.`);
    return model;
  };

  return {
    of: (callSite) => ({
      async *stream(request, callOptions) {
        callOptions.signal.throwIfAborted();
        yield* (await modelOf(callSite)).stream(request, callOptions);
      },
      async complete(request, callOptions) {
        callOptions.signal.throwIfAborted();
        return (await modelOf(callSite)).complete(request, callOptions);
      },
    }),
    prepare() {
      void getCurrent();
    },
  };
}

function ofSites(
  table: Partial<ModelTable>,
  make: (callSite: CallSite, settings: CallSiteSettings) => ChatModel,
): ModelsOfSites {
  const models: ModelsOfSites = {};
  for (const callSite of CALL_SITES) {
    const settings = table[callSite];
    if (settings !== undefined) models[callSite] = make(callSite, settings);
  }
  return models;
}
