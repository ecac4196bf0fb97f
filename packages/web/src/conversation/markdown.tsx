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
  table: ({ children }) => (
    <div className="table-scroll">
      <table>{children}</table>
    </div>
  ),
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
