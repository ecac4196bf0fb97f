import type { CoachResource } from '@coach-stream/client';
import { Archive, ArchiveRestore, ChevronRight, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { EditDialog } from '../parts/edit-dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Menu } from '../parts/menu.tsx';

interface CoachCardProps {
  readonly coach: CoachResource;
  readonly onChanged: () => void;
  readonly onProblem: (error: unknown) => void;
}

/** Characters of a name, and of a description. */
const [MAX_NAME, MAX_DESCRIPTION] = [25, 60];
/** What the server takes: a name stands in the coach's prompt. */
const NAME_PATTERN = "\\p{L}[\\p{L}\\p{M}' .\\-]*";
const DESCRIPTION_PATTERN = "[\\p{L}\\p{M}\\p{N}'.,&\\/+\\-]+( [\\p{L}\\p{M}\\p{N}'.,&\\/+\\-]+){0,4}";

/** A coach: the way to their conversations, and what can be done with them. */
export function CoachCard({ coach, onChanged, onProblem }: CoachCardProps) {
  const { coachId, coachName, coachDescription, status } = coach;
  const { client, userId } = useApp();
  const [dialog, setDialog] = useState<'edit' | 'delete'>();
  const ids = { userId, coachId };
  const isArchived = status === 'archived';
  const close = () => setDialog(undefined);
  const setStatus = (next: CoachResource['status']) =>
    void client.api.coaches.change(ids, { status: next }).then(onChanged, onProblem);
  return (
    <div className={`card card-row ${isArchived ? 'card-archived' : ''}`}>
      <a className="card-link" href={`#/coaches/${coachId}`}>
        <Avatar name={coachName} size={48} />
        <span className="card-text">
          <strong>{coachName}</strong>
          <span>{coachDescription}</span>
        </span>
        <ChevronRight size={18} aria-hidden />
      </a>
      <Menu
        label={`Options of ${coachName}`}
        actions={[
          { label: 'Edit…', icon: Pencil, onSelect: () => setDialog('edit') },
          isArchived
            ? { label: 'Bring back', icon: ArchiveRestore, onSelect: () => setStatus('active') }
            : { label: 'Archive', icon: Archive, onSelect: () => setStatus('archived') },
          { label: 'Delete…', icon: Trash2, onSelect: () => setDialog('delete'), isDanger: true },
        ]}
      />
      {dialog === 'edit' && (
        <EditDialog
          title="Edit this coach"
          onClose={close}
          onSave={async (form) => {
            const text = (name: string) => String(form.get(name) ?? '').trim();
            await client.api.coaches.change(ids, { coachName: text('name'), coachDescription: text('description') });
            onChanged();
          }}
        >
          <Field label="Name" hint="Letters, spaces, apostrophes, dots and hyphens.">
            {(field) => (
              <input
                {...field}
                name="name"
                defaultValue={coachName}
                maxLength={MAX_NAME}
                pattern={NAME_PATTERN}
                required
              />
            )}
          </Field>
          <Field label="Description" hint="At most five words.">
            {(field) => (
              <input
                {...field}
                name="description"
                defaultValue={coachDescription}
                maxLength={MAX_DESCRIPTION}
                pattern={DESCRIPTION_PATTERN}
                required
              />
            )}
          </Field>
        </EditDialog>
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          title={`Delete ${coachName}?`}
          onClose={close}
          onConfirm={async () => {
            await client.api.coaches.delete(ids);
            onChanged();
          }}
        >
          The coach will be gone. A coach with conversations can be archived instead.
        </ConfirmDialog>
      )}
    </div>
  );
}
