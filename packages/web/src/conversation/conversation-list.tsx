import type { ReactNode } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import { formatTime } from '../parts/format-time.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { usePageHeading } from '../shell/navigation.ts';

/** A line of the list. */
export interface ListEntry {
  readonly id: string;
  readonly address: string;
  readonly title: string;
  /** ISO-8601. */
  readonly time: string;
}

interface ConversationListProps {
  /** What the list is called. */
  readonly label: string;
  /** Whose conversations these are. */
  readonly name: string;
  readonly lead?: string | undefined;
  /** Nothing is open beside it: its name is the page's heading. */
  readonly isPage: boolean;
  /** `undefined` until they are read, or where they could not be. */
  readonly entries: readonly ListEntry[] | undefined;
  readonly hasFailed: boolean;
  readonly openId: string | undefined;
  /** Stands where there is no entry yet. */
  readonly empty: string;
  /** The heading of the entries, where a phone shows them below what can be begun. */
  readonly earlier?: string;
  readonly action: ReactNode;
  /** What has gone wrong. */
  readonly children?: ReactNode;
}

/** What one can go on with, beside what is open. */
export function ConversationList(props: ConversationListProps) {
  const { label, name, lead, isPage, entries, hasFailed, openId, empty, earlier, action, children } = props;
  return (
    <section className="conversation-list" aria-label={label}>
      <header>
        <Avatar name={name} size={40} />
        <div className="chat-title">
          {isPage ? <ListHeading name={name} /> : <h2>{name}</h2>}
          <p>{lead}</p>
        </div>
      </header>
      {action}
      {children}
      {entries === undefined && !hasFailed && <Skeleton rows={4} />}
      {entries?.length === 0 && <p className="hint">{empty}</p>}
      {earlier && entries !== undefined && entries.length > 0 && <h2 className="list-heading">{earlier}</h2>}
      <ul>
        {entries?.map(({ id, address, title, time }) => (
          <li key={id}>
            <a href={address} {...(id === openId && { 'aria-current': 'page' as const })}>
              <span>{title}</span>
              <time dateTime={time}>{formatTime(time)}</time>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ListHeading({ name }: { readonly name: string }) {
  const headingRef = usePageHeading(name);
  return (
    <h1 ref={headingRef} tabIndex={-1}>
      {name}
    </h1>
  );
}
