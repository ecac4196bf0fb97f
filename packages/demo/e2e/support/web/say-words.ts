/**
 * A text reduced to its letters and digits, so that markdown and what is shown of it can be compared.
 *
 * @param text plain text, or markdown: numbers of lists and targets of links are left out, as they are not shown
 */
export function sayWords(text: string): string {
  return text
    .replace(/^\s*\d+[.)]\s+/gm, '')
    .replace(/\[([^\]]+)\]\((?:[^()]|\([^()]*\))*\)/g, '$1')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
