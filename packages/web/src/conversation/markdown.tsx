import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { splitBlocks } from './split-blocks.ts';

const PLUGINS = [remarkGfm];

/**
 * Markup in an answer stays text, and addresses other than http(s), mail and relative ones are dropped by react-markdown;
 * pictures are not fetched, so that an answer cannot tell anybody that it was read.
 */
const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ alt }) => <span>{alt}</span>,
  // What scrolls has to be reachable by keyboard.
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
    <section className="table-scroll" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  ),
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
    <pre tabIndex={0}>{children}</pre>
  ),
  // A task of a list: it is told, and cannot be ticked here.
  input: ({ checked }) => <span className="task-box" role="img" aria-label={checked ? 'Done:' : 'To do:'} />,
};

const Block = memo(function Block({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS}>
      {text}
    </ReactMarkdown>
  );
});

/** An answer's markdown. Blocks that have not changed are not parsed again. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="markdown">
      {splitBlocks(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only appended
        <Block key={index} text={block} />
      ))}
    </div>
  );
}
