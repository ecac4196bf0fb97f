import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Notice } from '../parts/notice.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import type { Pages } from './use-pages.ts';

interface RecordListProps<Item> {
  readonly pages: Pages<Item>;
  readonly idOf: (item: Item) => string;
  /** What one of them is, such as `memory`. */
  readonly noun: string;
  /** What a record is called where it is deleted. */
  readonly nameOf: (item: Item) => string;
  readonly show: (item: Item) => ReactNode;
  readonly onDelete: (item: Item) => Promise<unknown>;
  readonly empty: ReactNode;
}

/** Records of one kind; each can be deleted, which is asked once more. */
export function RecordList<Item>({ pages, noun, idOf, nameOf, show, onDelete, empty }: RecordListProps<Item>) {
  const [asked, setAsked] = useState<Item>();
  const { value, error, reload, set, more, moreError } = pages;

  return (
    <>
      {error && <Notice onRetry={reload}>{error}</Notice>}
      {value === undefined && !error && <Skeleton />}
      {value?.items.length === 0 && <div className="empty">{empty}</div>}
      <ul className="card-list">
        {value?.items.map((item) => (
          <li className="card record" key={idOf(item)}>
            <div className="record-body">{show(item)}</div>
            <button
              type="button"
              className="icon-button"
              aria-label={`Delete ${nameOf(item)}`}
              onClick={() => setAsked(item)}
            >
              <Trash2 size={17} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {asked !== undefined && (
        <ConfirmDialog
          title={`Delete this ${noun}?`}
          onClose={() => setAsked(undefined)}
          onConfirm={async () => {
            await onDelete(asked);
            if (value) {
              set({ ...value, items: value.items.filter((other) => other !== asked) });
            }
          }}
        >
          {nameOf(asked)}
        </ConfirmDialog>
      )}
      {moreError && <Notice onRetry={more}>{moreError}</Notice>}
      {more && (
        <button type="button" className="button" onClick={more}>
          Show more
        </button>
      )}
    </>
  );
}
