import * as AlertDialog from '@radix-ui/react-alert-dialog';
import { type ReactNode, useState } from 'react';
import { describeError } from './describe-error.ts';
import { Notice } from './notice.tsx';
import { useModal } from './use-modal.ts';

interface ConfirmDialogProps {
  readonly title: string;
  /** What will be gone. */
  readonly children: ReactNode;
  /** What the button says. Default: Delete */
  readonly action?: string;
  /** Closes once it is done; stays open, and tells why, where it fails. */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks once more before something is gone, and with it the button that has asked. Rendered while it is open. */
export function ConfirmDialog({ title, children, action = 'Delete', onConfirm, onClose }: ConfirmDialogProps) {
  const modal = useModal();
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  async function confirm(): Promise<void> {
    if (isBusy) {
      return;
    }
    setError(undefined);
    setIsBusy(true);
    try {
      await onConfirm();
      modal.leaveToHeading();
      onClose();
    } catch (thrown) {
      setError(describeError(thrown));
      setIsBusy(false);
    }
  }

  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <div className="dialog-backdrop" />
        <AlertDialog.Content className="dialog" {...modal.content}>
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="dialog-words">{children}</div>
          </AlertDialog.Description>
          {error && <Notice>{error}</Notice>}
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">Keep</AlertDialog.Cancel>
            <button
              type="button"
              className="button button-danger"
              aria-disabled={isBusy}
              onClick={() => void confirm()}
            >
              {action}
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
