import * as Dialog from '@radix-ui/react-dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useModal } from '../parts/use-modal.ts';

interface ImageDialogProps {
  /** The image; nothing while it is asked for. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** An image as large as the window lets it be. Rendered while it is open. */
export function ImageDialog({ children, onClose }: ImageDialogProps) {
  const modal = useModal();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <div className="dialog-backdrop" />
        <Dialog.Content className="dialog dialog-image" aria-describedby={undefined} {...modal.content}>
          <Dialog.Title className="visually-hidden">Image</Dialog.Title>
          {children}
          <Dialog.Close className="icon-button" aria-label="Close">
            <X size={20} aria-hidden />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
