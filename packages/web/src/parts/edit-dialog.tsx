import * as Dialog from '@radix-ui/react-dialog';
import { type ReactNode, useState } from 'react';
import { describeError } from './describe-error.ts';
import { Notice } from './notice.tsx';
import { useModal } from './use-modal.ts';

interface EditDialogProps {
  readonly title: string;
  /** The form's fields. */
  readonly children: ReactNode;
  /** Closes once it is done; stays open, and tells why, where it fails. */
  readonly onSave: (form: FormData) => Promise<unknown>;
  readonly onClose: () => void;
}

/** A small form over the page. Rendered while it is open. */
export function EditDialog({ title, children, onSave, onClose }: EditDialogProps) {
  const modal = useModal();
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  async function save(form: FormData): Promise<void> {
    if (isBusy) {
      return;
    }
    setError(undefined);
    setIsBusy(true);
    try {
      await onSave(form);
      onClose();
    } catch (thrown) {
      setError(describeError(thrown));
      setIsBusy(false);
    }
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <div className="dialog-backdrop" />
        <Dialog.Content className="dialog" aria-describedby={undefined} {...modal.content}>
          <Dialog.Title>{title}</Dialog.Title>
          <form
            className="dialog-form"
            onSubmit={(event) => {
              event.preventDefault();
              void save(new FormData(event.currentTarget));
            }}
          >
            {children}
            {error && <Notice>{error}</Notice>}
            <div className="dialog-actions">
              <Dialog.Close type="button" className="button">
                Cancel
              </Dialog.Close>
              <button type="submit" className="button button-primary" aria-disabled={isBusy}>
                Save
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
