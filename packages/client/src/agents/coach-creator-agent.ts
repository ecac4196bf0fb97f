import type {
  CoachConfigStatus,
  CompleteEvent,
  CreatorProgress,
  CreatorSessionDetail,
} from '@coach-stream/streaming-core/contract';
import type { SessionsApi } from '../api/sessions-api.ts';
import type { CoachStreamClient, SessionIds } from '../coach-stream-client.ts';
import { type ClientEnvironment, DEFAULT_ENVIRONMENT } from '../environment.ts';
import type { CoachStreamError } from '../errors.ts';
import type { SendOptions, StreamHooks } from '../turn-stream.ts';
import { toCoachStreamError } from './agent-error.ts';
import type { OutgoingMessage } from './agent-message.ts';
import type { AgentState, TurnOutcome } from './agent-state.ts';
import { type BuildPollSettings, DEFAULT_BUILD_POLL, followBuild, hasEnded } from './build-poller.ts';
import { TurnAgent } from './turn-agent.ts';

/** What a session's agent shows beside what every agent does. */
export interface CreatorExtra {
  /** How far the session is; `undefined` until it was read. */
  readonly progress: CreatorProgress | undefined;
  /** What is being asked; `undefined` where nothing is, or the session was not read. */
  readonly nextQuestion:
    | { readonly questionId: string; readonly wording: string; readonly isFinal: boolean }
    | undefined;
  /** Every question is answered; the coach is being built then. */
  readonly isComplete: boolean;
  /** Where the building of the coach stands; `undefined` before there is one. `coachId` comes with `complete`. */
  readonly build: CoachConfigStatus | undefined;
  /** The build is being followed. */
  readonly isFollowingBuild: boolean;
  /** Why the build could not be followed or begun anew; why it has failed itself is in `build`. */
  readonly buildError: CoachStreamError | undefined;
}

/** What a session's agent shows. */
export type CreatorAgentState = AgentState & CreatorExtra;

/** What of a client it calls. */
export interface CreatorAgentClient extends Pick<CoachStreamClient, 'streamCoachCreatorSession' | 'watchTurn'> {
  readonly api: { readonly sessions: Pick<SessionsApi, 'get' | 'messages' | 'configStatus' | 'retryBuild'> };
}

/** What a session's agent is made of. */
export interface CoachCreatorAgentOptions {
  readonly client: CreatorAgentClient;
  readonly ids: SessionIds;
  /** Messages of a page, 1 to 50. Default: 50. */
  readonly pageSize?: number;
  readonly buildPoll?: Partial<BuildPollSettings>;
  /** Clock, timers and chance, for tests. */
  readonly environment?: Pick<ClientEnvironment, 'nowMs' | 'random' | 'setTimer'>;
}

const NOTHING_KNOWN: CreatorExtra = {
  progress: undefined,
  nextQuestion: undefined,
  isComplete: false,
  build: undefined,
  isFollowingBuild: false,
  buildError: undefined,
};

/**
 * A coach creator session, for a screen: questions and answers, progress, and the building of the coach behind the last
 * answer, which is followed until it has ended.
 *
 * @example
 * const agent = new CoachCreatorAgent({ client, ids: { userId, sessionId } });
 * agent.subscribe(() => render(agent.getSnapshot()));
 * await agent.resume();
 * await agent.send('I want to get stronger.');
 */
export class CoachCreatorAgent extends TurnAgent<CreatorExtra> {
  readonly #options: CoachCreatorAgentOptions;
  #following: AbortController | undefined;

  constructor(options: CoachCreatorAgentOptions) {
    super(NOTHING_KNOWN);
    this.#options = options;
  }

  /**
   * Answers the question that is being asked, and reads the reply; settles once that has ended. Where another question is
   * being asked by then, the answer is not taken: the text stays in the draft, and the session is read again.
   *
   * @param text at most 8,000 characters
   */
  send(text: string, { imageS3Keys }: Pick<OutgoingMessage, 'imageS3Keys'> = {}): Promise<TurnOutcome> {
    return this.deliver({ text, imageS3Keys, questionId: this.store.get().nextQuestion?.questionId });
  }

  /** Builds the coach anew, where that has failed, and follows the build; settles once that has ended. */
  async retryBuild(): Promise<void> {
    const { client, ids } = this.#options;
    this.store.patch({}, { buildError: undefined });
    try {
      const build = await client.api.sessions.retryBuild(ids);
      this.store.patch({}, { build });
    } catch (thrown) {
      const error = toCoachStreamError(thrown);
      if (error.code !== 'COACH_BUILDING') {
        this.store.patch({}, { buildError: error });
        return;
      }
    }
    await this.#follow();
  }

  /** As in every agent; the build is no longer followed, and goes on, on the server. */
  override dispose(): void {
    super.dispose();
    this.#following?.abort();
    this.#following = undefined;
    this.store.patch({}, { isFollowingBuild: false });
  }

  override clear(): void {
    super.clear();
    this.store.patch({}, NOTHING_KNOWN);
  }

  protected override open({ text, imageS3Keys, questionId }: OutgoingMessage, options: SendOptions) {
    const { client, ids } = this.#options;
    return client.streamCoachCreatorSession(ids, { ...options, userResponse: text, imageS3Keys, questionId });
  }

  protected override watch(turnId: string, hooks: StreamHooks) {
    return this.#options.client.watchTurn('coachCreatorSession', this.#options.ids, turnId, hooks);
  }

  protected override async readSubject(signal: AbortSignal) {
    const { client, ids } = this.#options;
    const before = this.store.get().build;
    const session = await client.api.sessions.get(ids, { signal });
    const { build, ...extra } = toExtra(session);
    // A build that was looked up in the meantime is known better.
    const isNews = () => build !== undefined && this.store.get().build === before;
    return { activeTurnId: session.activeTurnId, extra: () => ({ ...extra, ...(isNews() && { build }) }) };
  }

  protected override onLoaded(): void {
    const { build } = this.store.get();
    if (build !== undefined && !hasEnded(build)) {
      void this.#follow();
    }
  }

  protected override readPage(cursor: string | undefined, signal: AbortSignal) {
    const { client, ids, pageSize } = this.#options;
    return client.api.sessions.messages(ids, { cursor, limit: pageSize, signal });
  }

  protected override fold(complete: CompleteEvent): Partial<CreatorExtra> {
    if (complete.isComplete || complete.coachConfigGenerating) {
      void this.#follow();
    }
    return toOutcome(complete);
  }

  protected override async onFailure({ code }: CoachStreamError, signal: AbortSignal): Promise<void> {
    if (code !== 'QUESTION_ANSWERED' && code !== 'SESSION_COMPLETE') {
      return;
    }
    try {
      const { extra } = await this.readSubject(signal);
      if (!signal.aborted) {
        this.store.patch({}, extra());
        this.onLoaded();
      }
    } catch {
      // The refusal itself is in the state already.
    }
  }

  async #follow(): Promise<void> {
    if (this.#following !== undefined) {
      return;
    }
    const following = new AbortController();
    this.#following = following;
    const { client, ids, buildPoll, environment = DEFAULT_ENVIRONMENT } = this.#options;
    // Not within the change of state that has led here.
    await Promise.resolve();
    let buildError: CoachStreamError | undefined;
    try {
      if (this.#following === following) {
        this.store.patch({}, { isFollowingBuild: true, buildError });
      }
      await followBuild({
        read: (signal) => client.api.sessions.configStatus(ids, { signal }),
        onStatus: (build) => this.store.patch({}, { build }),
        signal: following.signal,
        settings: { ...DEFAULT_BUILD_POLL, ...buildPoll },
        environment,
      });
    } catch (error) {
      buildError = toCoachStreamError(error);
    }
    if (this.#following === following) {
      this.#following = undefined;
      this.store.patch({}, { isFollowingBuild: false, buildError });
    }
  }
}

function toExtra(session: CreatorSessionDetail): Partial<CreatorExtra> {
  const { sessionId, progress, currentQuestion, status, build, coachId } = session;
  const seen = { progress, nextQuestion: currentQuestion ?? undefined, isComplete: status === 'complete' };
  return build.status === 'none'
    ? seen
    : { ...seen, build: { ...build, sessionId, ...(coachId !== undefined && { coachId }) } };
}

function toOutcome({
  progressDetails,
  nextQuestion,
  onFinalQuestion,
  isComplete,
}: CompleteEvent): Partial<CreatorExtra> {
  const questionId = progressDetails?.currentQuestion;
  const asked = typeof questionId === 'string' && typeof nextQuestion === 'string';
  return {
    nextQuestion: asked ? { questionId, wording: nextQuestion, isFinal: onFinalQuestion === true } : undefined,
    ...(progressDetails !== undefined && { progress: progressDetails }),
    ...(isComplete !== undefined && { isComplete }),
  };
}
