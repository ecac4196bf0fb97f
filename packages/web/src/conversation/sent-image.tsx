import { ImageIcon, RotateCw } from 'lucide-react';
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
 * clicked. A chip where it cannot be had, which tries again. All of them are one button, which keeps the focus.
 */
export function SentImage({ imageKey, preview }: SentImageProps) {
  const { images } = useApp();
  const address = useSyncExternalStore(images.subscribe, () => images.get(imageKey));
  const [isOpen, setIsOpen] = useState(false);
  const isWanted = address !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what nobody wants any more is wanted again
  useEffect(() => {
    if (preview === undefined) {
      images.want(imageKey);
    }
  }, [images, imageKey, preview, isWanted]);
  const isLost = preview === undefined && address?.status === 'lost';
  if (isLost && isOpen) {
    setIsOpen(false);
  }
  const url = preview ?? (address?.status === 'known' ? address.url : undefined);
  const picture = (alt: string) =>
    url !== undefined && (
      <img
        src={url}
        alt={alt}
        loading="lazy"
        decoding="async"
        onLoad={() => images.loaded(imageKey)}
        onError={() => images.failed(imageKey, url)}
      />
    );
  const isThere = url !== undefined;
  return (
    <>
      <button
        type="button"
        {...(isLost
          ? {
              className: 'image-chip',
              'aria-label': 'Image that you sent: try again to load it',
              onClick: images.forgetLost,
            }
          : {
              className: 'sent-image',
              'aria-label': 'Enlarge the image that you sent',
              'aria-haspopup': 'dialog',
              'aria-busy': !isThere,
              'aria-disabled': !isThere,
              onClick: () => setIsOpen(isThere),
            })}
      >
        {isLost ? (
          <>
            <ImageIcon size={15} aria-hidden /> <span>Image</span> <RotateCw size={13} aria-hidden />
          </>
        ) : (
          picture('')
        )}
      </button>
      {isOpen && <ImageDialog onClose={() => setIsOpen(false)}>{picture('What you sent')}</ImageDialog>}
    </>
  );
}
