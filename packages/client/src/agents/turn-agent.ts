import type { CompleteEvent, MessagePage } from '@coach-stream/streaming-core/contract';
import type { CoachStreamError } from '../errors.ts';
import type { SendOptions, StreamHooks, TurnStream } from '../turn-stream.ts';
import { isWorthReading, needsNewTurn, toCoachStreamError } from './agent-error.ts';
import type { OutgoingMessage } from './agent-message.ts';
import { type AgentState, INITIAL_STATE, type TurnOutcome } from './agent-state.ts';
import { readTurn } from './read-turn.ts';
import type { ReadingTurn } from './reading-turn.ts';
import { type AgentListener, createStateStore, type StateStore } from './state-store.ts';
import { createTurnLedger } from './turn-ledger.ts';

/** What is read of a subject beside its messages. */
export interface SubjectSeen<Extra extends object> {
  /** The turn that is being answered. */
  readonly activeTurnId?: string | undefined;
  /** What else it tells; asked where it is taken over. */
  readonly extra: () => Partial<Extra>;
}

/**
 * What all agents do: turns are sent and read, and messages are kept, none doubled and none lost. No method throws or
 * rejects: failures are in the state.
 */
export abstract class TurnAgent<Extra extends object> {
  /** The state; the same object until something changes, as React's `useSyncExternalStore` wants it. */
  readonly getSnapshot: () => AgentState & Extra;
  /** Tells of every change. @returns ends it */
  readonly subscribe: (listener: AgentListener) => () => void;
  protected readonly store: StateStore<Extra>;
  readonly #ledger = createTurnLedger();
  #turn: ReadingTurn | undefined;
  /** Ends all reads at `dispose()`. */
  #life = new AbortController();
  #resuming: Promise<void> | undefined;
  #endedTurns = 0;
  /** Somebody else's turn was running: its answer is not here. */
  #isBehind = false;

  constructor(extra: Extra) {
    this.store = createStateStore<Extra>({ ...INITIAL_STATE, ...extra });
    this.getSnapshot = this.store.get;
    this.subscribe = this.store.subscribe;
  }

  /** Begins a turn; nothing is sent before it is iterated. */
  protected abstract open(message: OutgoingMessage, options: SendOptions): TurnStream;
  /** Begins to watch a turn. */
  protected abstract watch(turnId: string, hooks: StreamHooks): TurnStream;
  /** Reads the subject. @throws CoachStreamError */
  protected abstract readSubject(signal: AbortSignal): Promise<SubjectSeen<Extra>>;
  /** Reads a page of its messages, the newest one without a cursor. @throws CoachStreamError */
  protected abstract readPage(cursor: string | undefined, signal: AbortSignal): Promise<MessagePage>;

  /** Keeps what the person is writing. */
  setDraft(draft: string): void {
    this.store.patch({ draft });
  }

  /**
   * Sends again what has failed: under the same turn id, so that nothing is said twice, or under a new one where the
   * old one is spent. Where no message has failed, reads the subject again.
   */
  async retry(): Promise<TurnOutcome> {
    if (this.#turn !== undefined) {
      return 'busy';
    }
    const failed = this.#ledger.failedMessage();
    if (failed !== undefined) {
      return this.deliver(failed);
    }
    await this.resume();
    return this.store.get().status === 'error' ? 'error' : 'done';
  }

  /** Asks the server to end the answer; what is written of it is kept. */
  async stop(): Promise<void> {
    const turn = this.#turn;
    if (turn !== undefined && !turn.isStopWanted) {
      turn.isStopWanted = true;
      this.store.patch({ status: 'stopping' });
      await this.#askToStop(turn);
    }
  }

  /**
   * Reads subject and newest messages, and goes on reading the turn that is being answered, where there is one: after a
   * reload, or when a page comes back. Settles once that turn has ended.
   */
  resume(): Promise<void> {
    this.#resuming ??= this.#resume(this.#life.signal);
    return this.#resuming;
  }

  /** Reads the page before the oldest message here. */
  async loadOlder(): Promise<void> {
    const { signal } = this.#life;
    const { history } = this.#ledger;
    const cursor = history.olderCursor();
    if (cursor === undefined || this.store.get().isLoadingOlder) {
      return;
    }
    this.store.patch({ isLoadingOlder: true });
    try {
      const page = await this.readPage(cursor, signal);
      if (!signal.aborted) {
        history.takeOlder(page, cursor);
        this.store.patch({ ...this.#ledger.shown(), isLoadingOlder: false });
      }
    } catch (error) {
      if (!signal.aborted) {
        this.store.patch({ ...this.#failure(error), isLoadingOlder: false });
      }
    }
  }

  /** Forgets everything that is shown. A turn that is being answered goes on, on the server. */
  clear(): void {
    this.dispose();
    this.#ledger.clear();
    this.store.patch(INITIAL_STATE);
  }

  /**
   * Ends reading and every timer; a turn that is being answered goes on, on the server, and `resume()` reads it again.
   * A message that is not known to have been taken is put back into the draft.
   */
  dispose(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#resuming = undefined;
    const turn = this.#turn;
    if (turn !== undefined) {
      this.#turn = undefined;
      turn.stream.abort();
      const { draft } = this.store.get();
      this.store.patch({ ...this.#ledger.leave(turn, { draft, isSpent: false }), status: 'idle', error: undefined });
    }
    this.store.patch({ isLoading: false, isLoadingOlder: false });
  }

  /** Sends a message, under the id of the turn that has failed where it is that turn's. */
  protected deliver(message: OutgoingMessage): Promise<TurnOutcome> {
    const { draft } = this.store.get();
    if (this.#turn !== undefined) {
      this.store.patch({ draft: draft === '' ? message.text : draft });
      return Promise.resolve('busy');
    }
    const stream = this.open(message, { ...this.#hooks(), turnId: this.#ledger.turnIdFor(message) });
    return this.#begin(stream, message, { isWatched: false });
  }

  /** What the end of a turn changes beside its messages. */
  protected fold(_complete: CompleteEvent): Partial<Extra> {
    return {};
  }

  /** Called once subject and messages were read. */
  protected onLoaded(): void {}

  /** Called once a turn has failed and what is stored of it was read. */
  protected onFailure(_error: CoachStreamError, _signal: AbortSignal): Promise<void> {
    return Promise.resolve();
  }

  async #resume(signal: AbortSignal): Promise<void> {
    this.store.patch({ isLoading: true });
    const endedTurns = this.#endedTurns;
    let activeTurnId: string | undefined;
    try {
      const seen = await this.readSubject(signal);
      // Read behind the subject: where that has no turn any more, the turn's answer is there.
      await this.#readNewest(signal);
      activeTurnId = seen.activeTurnId;
      if (!signal.aborted) {
        // A turn that has ended in the meantime knows more than was read.
        const extra = endedTurns === this.#endedTurns ? seen.extra() : {};
        this.store.patch({ isLoading: false, ...this.#resolved(activeTurnId) }, extra);
        this.onLoaded();
      }
    } catch (error) {
      if (!signal.aborted) {
        this.store.patch({ isLoading: false, ...this.#failure(error) });
      }
    }
    if (!signal.aborted) {
      this.#resuming = undefined;
      if (activeTurnId !== undefined && this.#turn === undefined) {
        const message = this.#ledger.questionOf(activeTurnId);
        await this.#begin(this.watch(activeTurnId, this.#hooks()), message, { isWatched: true });
      }
    }
  }

  async #readNewest(signal: AbortSignal): Promise<void> {
    const { history } = this.#ledger;
    const mark = history.mark();
    const page = await this.readPage(undefined, signal);
    if (!signal.aborted) {
      history.takeNewest(page, mark, this.#turn?.turnId);
    }
  }

  #resolved(activeTurnId?: string): Partial<AgentState> {
    return this.#ledger.resolve(this.store.get(), activeTurnId);
  }

  #hooks(): StreamHooks {
    return { onTransportChange: ({ to }) => this.store.patch({ transport: to }) };
  }

  #begin(
    stream: TurnStream,
    message: OutgoingMessage | undefined,
    { isWatched }: { readonly isWatched: boolean },
  ): Promise<TurnOutcome> {
    const { draft } = this.store.get();
    const { turn, change } = this.#ledger.begin(stream, message, { draft, isWatched });
    this.#turn = turn;
    this.store.patch(change);
    return this.#read(turn);
  }

  async #read(turn: ReadingTurn): Promise<TurnOutcome> {
    const { store } = this;
    const isCurrent = () => this.#turn === turn;
    // A stop that came before the server had the turn was not heeded.
    const onStart = () => void (turn.isStopWanted && this.#askToStop(turn));
    try {
      const complete = await readTurn(turn, { store, isCurrent, onStart });
      // The agent may have left the turn since its last event.
      return complete === undefined || !isCurrent() ? 'left' : this.#finish(turn, complete);
    } catch (error) {
      return isCurrent() ? this.#fail(turn, toCoachStreamError(error)) : 'left';
    }
  }

  async #askToStop(turn: ReadingTurn): Promise<void> {
    const { hasStarted } = turn;
    try {
      await turn.stream.stop();
    } catch (error) {
      if (this.#turn === turn && hasStarted) {
        turn.isStopWanted = false;
        this.store.patch({ status: 'streaming', error: toCoachStreamError(error) });
      }
    }
  }

  async #finish(turn: ReadingTurn, complete: CompleteEvent): Promise<TurnOutcome> {
    this.#turn = undefined;
    this.#endedTurns += 1;
    this.store.patch(this.#ledger.finish(turn, complete), this.fold(complete));
    if (this.#isBehind) {
      await this.#catchUp();
    }
    return complete.status === 'stopped' ? 'stopped' : 'done';
  }

  async #fail(turn: ReadingTurn, error: CoachStreamError): Promise<TurnOutcome> {
    const { signal } = this.#life;
    const { draft } = this.store.get();
    this.#turn = undefined;
    turn.isTaken ||= error.partial;
    this.#isBehind ||= error.code === 'CONVERSATION_BUSY';
    const isStopped = error.code === 'TURN_STOPPED' && turn.isStopWanted;
    const left = this.#ledger.leave(turn, { draft, isSpent: needsNewTurn(error) });
    const rest = isStopped ? ({ status: 'idle', error: undefined } as const) : ({ status: 'error', error } as const);
    this.store.patch({ ...left, ...rest });
    if (isWorthReading(error)) {
      await this.#readNewest(signal).catch(() => undefined);
      this.store.patch(signal.aborted || this.#turn !== undefined ? this.#ledger.shown() : this.#resolved());
    }
    await this.onFailure(error, signal);
    const outcome = this.store.get().status === 'done' ? 'done' : 'error';
    return isStopped ? 'stopped' : outcome;
  }

  /** Reads what was said elsewhere while this agent was refused. Where that fails, the next turn tries again. */
  async #catchUp(): Promise<void> {
    const { signal } = this.#life;
    try {
      await this.#readNewest(signal);
      this.#isBehind = false;
      if (!signal.aborted) {
        this.store.patch(this.#ledger.shown());
      }
    } catch {
      // The turn itself has ended well.
    }
  }

  #failure(thrown: unknown): Partial<AgentState> {
    const error = toCoachStreamError(thrown);
    return this.#turn === undefined ? { status: 'error', error } : { error };
  }
}
