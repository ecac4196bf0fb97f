import { ArrowUp, ImagePlus, Square, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from 'react';
import { describeError } from '../parts/describe-error.ts';
import { NavigationContext } from '../shell/navigation.ts';
import { matchingCommands } from './commands.ts';
import type { ChatAgent, ChatState } from './turn-view.ts';
import { ACCEPTED_TYPES, type ImagePicks } from './use-image-picks.ts';
import { useTypeToFocus } from './use-type-to-focus.ts';

interface ComposerProps {
  readonly agent: ChatAgent;
  readonly state: ChatState;
  readonly label: string;
  /** Absent where a message takes no images. */
  readonly images?: ImagePicks;
  readonly hasCommands?: boolean;
}

/** Characters of a message. */
const MAX_CHARACTERS = 8_000;

/** Where a message is written. Enter sends, Shift and Enter begins a line; the draft is kept where sending fails. */
export function Composer({ agent, state, label, images, hasCommands = false }: ComposerProps) {
  const { draft, isStreaming, status } = state;
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const fileRef = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const hasNavigated = useContext(NavigationContext);
  // At the first page, and where there is a keyboard: on a phone it would cover the page. Elsewhere the heading has it.
  useEffect(() => {
    if (!hasNavigated && matchMedia('(pointer: fine)').matches) {
      inputRef.current?.focus({ preventScroll: true });
    }
  }, [hasNavigated]);
  useTypeToFocus(inputRef);
  const [problem, setProblem] = useState<string>();
  const [isUploading, setIsUploading] = useState(false);
  const commands = hasCommands ? matchingCommands(draft) : [];
  const picks = images?.picks ?? [];
  const canSend = !isStreaming && !isUploading && (draft.trim() !== '' || picks.length > 0);

  async function send(): Promise<void> {
    if (!canSend) {
      return;
    }
    setProblem(undefined);
    setIsUploading(picks.length > 0);
    try {
      const imageS3Keys = (await images?.upload()) ?? [];
      setIsUploading(false);
      await agent.send(draft.trim(), imageS3Keys.length > 0 ? { imageS3Keys } : {});
    } catch (error) {
      setIsUploading(false);
      setProblem(describeError(error));
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void send();
    }
    if (event.key === 'Tab' && !event.shiftKey && commands[0] !== undefined) {
      event.preventDefault();
      take(commands[0].name);
    }
    if (event.key === 'Escape' && isStreaming) {
      void agent.stop();
    }
  }

  function take(command: string): void {
    agent.setDraft(`${command} `);
    inputRef.current?.focus();
  }

  return (
    <form
      className="composer"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send();
      }}
    >
      {commands.length > 0 && (
        <ul className="commands" aria-label="Commands; Tab takes the first">
          {commands.map(({ name, hint }) => (
            <li key={name}>
              <button type="button" onClick={() => take(name)}>
                <strong>{name}</strong> <span>{hint}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {(problem ?? images?.problem) && (
        <p className="composer-problem" role="alert">
          {problem ?? images?.problem}
        </p>
      )}
      <div className="composer-box">
        {picks.length > 0 && (
          <ul className="picks" aria-label="Images to be sent">
            {picks.map((pick) => (
              <li key={pick.preview}>
                <img src={pick.preview} alt={pick.file.name} />
                <button type="button" aria-label={`Remove ${pick.file.name}`} onClick={() => images?.remove(pick)}>
                  <X size={13} aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        <textarea
          ref={inputRef}
          rows={1}
          value={draft}
          maxLength={MAX_CHARACTERS}
          placeholder={label}
          aria-label={label}
          aria-describedby={hintId}
          onChange={(event) => agent.setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const files = [...event.clipboardData.files];
            if (images && files.length > 0) {
              event.preventDefault();
              images.add(files);
            }
          }}
        />
        <div className="composer-actions">
          {images && (
            <>
              <input
                ref={fileRef}
                type="file"
                hidden
                multiple
                accept={ACCEPTED_TYPES}
                aria-label="Images"
                onChange={(event) => {
                  images.add(event.target.files ?? []);
                  event.target.value = '';
                }}
              />
              <button
                type="button"
                className="icon-button"
                aria-label="Add images"
                onClick={() => fileRef.current?.click()}
              >
                <ImagePlus size={19} aria-hidden />
              </button>
            </>
          )}
          <span className="composer-hint" id={hintId}>
            {hasCommands ? 'Enter sends · / for commands' : 'Enter sends'}
          </span>
          {isStreaming ? (
            <button
              type="button"
              className="send-button send-stop"
              aria-label="Stop the answer"
              disabled={status === 'stopping'}
              onClick={(event) => {
                // The second click of a double one was meant for the button that was here before.
                if (event.detail < 2) {
                  void agent.stop();
                }
                inputRef.current?.focus();
              }}
            >
              <Square size={14} fill="currentColor" aria-hidden />
            </button>
          ) : (
            <button type="submit" className="send-button" aria-label="Send" disabled={!canSend}>
              <ArrowUp size={19} aria-hidden />
            </button>
          )}
        </div>
      </div>
    </form>
  );
}
