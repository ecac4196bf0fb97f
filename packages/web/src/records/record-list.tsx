import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Notice } from '../parts/notice.tsx';
import { describeError } from '../parts/use-resource.ts';
import type { Pages } from './use-pages.ts';

interface RecordListProps<Item> {
  readonly pages: Pages<Item>;
  readonly idOf: (item: Item) => string;
  /** What a record is called where it is deleted. */
  readonly nameOf: (item: Item) => string;
  readonly show: (item: Item) => ReactNode;
  readonly onDelete: (item: Item) => Promise<unknown>;
  readonly empty: ReactNode;
}

/** Records of one kind; each can be deleted, which is asked once more. */
export function RecordList<Item>({ pages, idOf, nameOf, show, onDelete, empty }: RecordListProps<Item>) {
  const [asked, setAsked] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const { value, error, reload, set, more, moreError } = pages;

  async function remove(item: Item): Promise<void> {
    setProblem(undefined);
    setAsked(undefined);
    try {
      await onDelete(item);
      if (value) {
        set({ ...value, items: value.items.filter((other) => other !== item) });
      }
    } catch (thrown) {
      setProblem(describeError(thrown));
    }
  }

  return (
    <>
      {error && <Notice onRetry={reload}>{error}</Notice>}
      {problem && <Notice>{problem}</Notice>}
      {value === undefined && !error && <div className="skeleton-list" role="status" aria-label="Loading" />}
      {value?.items.length === 0 && <div className="empty">{empty}</div>}
      <ul className="card-list">
        {value?.items.map((item) => (
          <li className="card record" key={idOf(item)}>
            <div className="record-body">{show(item)}</div>
            {asked === idOf(item) ? (
              <span className="record-confirm">
                <button type="button" className="button button-danger" onClick={() => void remove(item)}>
                  Delete
                </button>
                <button type="button" className="button button-quiet" onClick={() => setAsked(undefined)}>
                  Keep
                </button>
              </span>
            ) : (
              <button
                type="button"
                className="icon-button"
                aria-label={`Delete ${nameOf(item)}`}
                onClick={() => setAsked(idOf(item))}
              >
                <Trash2 size={17} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      {moreError && <Notice onRetry={more}>{moreError}</Notice>}
      {more && (
        <button type="button" className="button" onClick={more}>
          Show more
        </button>
      )}
    </>
  );
}
