/** A draft as it is kept over a reload. */
export interface KeptDraft {
  readonly text: string;
  /** The text had been sent when it was kept, and nobody had told yet that it was taken. */
  readonly isSending: boolean;
}

/** @returns `undefined` where there is nothing to keep */
export function writeDraft({ text, isSending }: KeptDraft): string | undefined {
  return text === '' ? undefined : `${isSending ? 's' : 'd'}${text}`;
}

/** Reads what `writeDraft` wrote. */
export function readDraft(kept: string | undefined): KeptDraft | undefined {
  const text = kept?.slice(1) ?? '';
  return text === '' ? undefined : { text, isSending: kept?.startsWith('s') === true };
}

/**
 * Whether a draft turns out to have been taken: it was on its way when it was kept, and now stands among the messages.
 *
 * @param lastSaid what the person has said last
 */
export function wasTaken({ text, isSending }: KeptDraft, lastSaid: string | undefined): boolean {
  return isSending && lastSaid?.trim() === text.trim();
}
