/** A line that opens or closes a fenced code block. https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A line that belongs to what stands before the blank line above it: a list goes on, or its content is indented. */
const CONTINUES = /^(\s{2,}\S|\s*([-*+]|\d+[.)])\s)/;

/**
 * Splits markdown at blank lines into blocks that can be rendered by themselves: code stays whole, and so does a list
 * with blank lines in it. Joined, the blocks are the text. While text is appended, all blocks but the last two stay the
 * same, so that a page parses only what is new.
 */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  let block = '';
  let fence: string | undefined;
  let isBlank = false;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const mark = FENCE.exec(line)?.[1];
    if (isBlank && fence === undefined && line.trim() !== '' && !CONTINUES.test(line)) {
      blocks.push(block);
      block = '';
    }
    if (mark !== undefined) {
      if (fence === undefined) {
        fence = mark;
      } else if (mark.startsWith(fence) && line.trim() === mark) {
        fence = undefined;
      }
    }
    block += line;
    isBlank = line.trim() === '';
  }
  return block === '' ? blocks : [...blocks, block];
}
