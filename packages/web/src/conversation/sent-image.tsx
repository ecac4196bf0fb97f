import { ImageIcon } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useApp } from '../app/app-context.ts';
import { ImageDialog } from './image-dialog.tsx';

interface SentImageProps {
  readonly imageKey: string;
  /** Its address in this page, where it was sent from here. */
  readonly preview: string | undefined;
}

/**
 * An image that the person has sent: in a box that has its size before there is anything in it, and larger where it is
 * clicked. A chip where it cannot be had.
 */
export function SentImage({ imageKey, preview }: SentImageProps) {
  const { images } = useApp();
  const address = useSyncExternalStore(images.subscribe, () => images.get(imageKey));
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    if (preview === undefined) {
      images.want(imageKey);
    }
  }, [images, imageKey, preview]);
  if (preview === undefined && address?.status === 'lost') {
    return (
      <span className="image-chip">
        <ImageIcon size={15} aria-hidden /> Image
      </span>
    );
  }
  const url = preview ?? (address?.status === 'known' ? address.url : undefined);
  const picture = url !== undefined && (
    <img
      src={url}
      alt="What you sent"
      loading="lazy"
      decoding="async"
      onLoad={() => images.loaded(imageKey)}
      onError={() => images.failed(imageKey, url)}
    />
  );
  return (
    <>
      <button
        type="button"
        className="sent-image"
        aria-haspopup="dialog"
        aria-busy={url === undefined}
        disabled={url === undefined}
        onClick={() => setIsOpen(true)}
      >
        {picture}
      </button>
      {isOpen && <ImageDialog onClose={() => setIsOpen(false)}>{picture}</ImageDialog>}
    </>
  );
}
