import { Brain } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { describeError } from '../parts/describe-error.ts';
import { formatTime } from '../parts/format-time.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { RecordList } from './record-list.tsx';
import { usePages } from './use-pages.ts';

/** What coaches keep in mind about the person. */
export function MemoriesPage() {
  const { client, userId } = useApp();
  const [content, setContent] = useState('');
  const [problem, setProblem] = useState<string>();
  const read = useCallback(
    async (cursor: string | undefined, signal?: AbortSignal) => {
      const { memories, nextCursor } = await client.api.memories.list({ userId }, { cursor, signal });
      return { items: memories, nextCursor };
    },
    [client, userId],
  );
  const pages = usePages(read);

  async function add(): Promise<void> {
    setProblem(undefined);
    try {
      await client.api.memories.create({ userId }, { content: content.trim() });
      setContent('');
      pages.reload();
    } catch (error) {
      setProblem(describeError(error));
    }
  }

  return (
    <Page title="Memories" lead="What your coaches keep in mind. Delete what no longer holds.">
      <form
        className="card inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label className="visually-hidden" htmlFor="memory">
          Something to keep in mind
        </label>
        <input
          id="memory"
          value={content}
          maxLength={1_000}
          placeholder="Something to keep in mind, such as: no jumping, my left knee hurts"
          onChange={(event) => setContent(event.target.value)}
        />
        <button type="submit" className="button button-primary" disabled={content.trim() === ''}>
          Add
        </button>
      </form>
      {problem && <Notice>{problem}</Notice>}
      <RecordList
        pages={pages}
        noun="memory"
        idOf={({ memoryId }) => memoryId}
        nameOf={(memory) => memory.content}
        onDelete={({ memoryId }) => client.api.memories.delete({ userId, memoryId })}
        show={(memory) => (
          <>
            <p className="memory">{memory.content}</p>
            <p className="facts">
              <span className="badge">{memory.type}</span>
              {memory.importance === 'high' && <span className="badge badge-good">important</span>}
              <time dateTime={memory.createdAt}>{formatTime(memory.createdAt)}</time>
            </p>
          </>
        )}
        empty={
          <>
            <Brain size={28} aria-hidden />
            <h2>Nothing yet</h2>
            <p>Coaches keep in mind what matters, or what you ask them to.</p>
          </>
        }
      />
    </Page>
  );
}
