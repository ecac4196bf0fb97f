import type { CreatorSessionResource } from '@coach-stream/client';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Menu } from '../parts/menu.tsx';

const BUILD_WORDS = {
  none: 'Being built',
  queued: 'Waiting to be built',
  inProgress: 'Being built',
  complete: 'Ready',
  failed: 'Could not be built',
} as const;

const BUILD_LEADS = {
  none: 'Every question is answered',
  queued: 'Every question is answered',
  inProgress: 'This takes a few minutes, and goes on by itself',
  complete: 'Open it to meet your coach',
  failed: 'Your answers are kept: open it to build it again',
} as const;

interface SessionCardProps {
  readonly session: CreatorSessionResource;
  readonly onChanged: () => void;
}

/** A coach that is not there yet: how far its questions or its build are. */
export function SessionCard({ session, onChanged }: SessionCardProps) {
  const { sessionId, status, progress, build } = session;
  const { client, userId } = useApp();
  const [isDiscarding, setIsDiscarding] = useState(false);
  const isOpen = status === 'active';
  return (
    <div className="card card-row card-open">
      <a className="card-link" href={`#/create/${sessionId}`}>
        <Avatar name="+" size={48} />
        <span className="card-text">
          <strong>{isOpen ? 'Unfinished coach' : 'New coach'}</strong>
          <span>
            {isOpen
              ? `${progress.questionsCompleted} of ${progress.totalQuestions} questions answered`
              : BUILD_LEADS[build.status]}
          </span>
        </span>
        <span className={`badge ${build.status === 'failed' ? 'badge-danger' : ''}`}>
          {isOpen ? 'Continue' : BUILD_WORDS[build.status]}
        </span>
      </a>
      <Menu
        label="Options of the unfinished coach"
        actions={[{ label: 'Discard…', icon: Trash2, onSelect: () => setIsDiscarding(true), isDanger: true }]}
      />
      {isDiscarding && (
        <ConfirmDialog
          title="Discard this coach?"
          action="Discard"
          onClose={() => setIsDiscarding(false)}
          onConfirm={async () => {
            await client.api.sessions.delete({ userId, sessionId });
            onChanged();
          }}
        >
          The questions that you have answered will be gone.
        </ConfirmDialog>
      )}
    </div>
  );
}
