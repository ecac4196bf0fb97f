import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ModelEvent } from './chat-model.ts';
import { parseJson } from './parse-json.ts';

/** Puts the inputs of streamed tools together, piece by piece. */
export class ToolInputs {
  readonly #open = new Map<number, { readonly name: string; json: string }>();
  #hasAny = false;
  #hasMalformed = false;

  /** The model used a tool, be it with an input that cannot be read. */
  get hasAny(): boolean {
    return this.#hasAny;
  }

  /** A tool's input begins; `index` is its place in the answer. A name that is told again changes nothing. */
  begin(index: number, name: string): void {
    this.#hasAny = true;
    if (!this.#open.has(index)) this.#open.set(index, { name, json: '' });
  }

  /** A piece of an input's JSON; one for a tool that has not begun is dropped. */
  append(index: number, json: string): void {
    const tool = this.#open.get(index);
    if (tool !== undefined) tool.json += json;
  }

  /** An input is whole: its event, or nothing where it is no tool's or cannot be read. */
  end(index: number): readonly ModelEvent[] {
    const tool = this.#open.get(index);
    if (tool === undefined) return [];
    this.#open.delete(index);
    const input = parseJson(tool.json === '' ? '{}' : tool.json);
    if (input === undefined) {
      this.#hasMalformed = true;
      return [];
    }
    return [{ type: 'toolUse', name: tool.name, input }];
  }

  /** All inputs that have begun are whole. */
  endAll(): readonly ModelEvent[] {
    return [...this.#open.keys()].flatMap((index) => this.end(index));
  }

  /** The answer's stop reason, given the provider's: an input that cannot be read is one, too. */
  correct(reason: StopReason): StopReason {
    return this.#hasMalformed && (reason === 'tool_use' || reason === 'end_turn') ? 'malformed_tool_use' : reason;
  }
}
