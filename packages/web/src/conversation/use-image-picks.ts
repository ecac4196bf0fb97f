import type { CoachStreamClient, ImageContentType } from '@coach-stream/client';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Images of a message. */
const MAX_IMAGES = 5;
/** Bytes of an image. */
const MAX_BYTES = 3_750_000;
const TYPES: readonly ImageContentType[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** What a file dialog offers. */
export const ACCEPTED_TYPES = TYPES.join(',');

/** An image that is to go with the next message. */
export interface ImagePick {
  readonly file: File;
  readonly contentType: ImageContentType;
  /** A local address to show it by. */
  readonly preview: string;
}

/** Images that are picked, and those that were sent from this page. */
export interface ImagePicks {
  readonly picks: readonly ImagePick[];
  /** Why images were not taken. */
  readonly problem: string | undefined;
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (pick: ImagePick) => void;
  /** Uploads what is picked. @returns the keys, for the message @throws CoachStreamError */
  readonly upload: () => Promise<string[]>;
  /** Local addresses by key. */
  readonly previews: ReadonlyMap<string, string>;
}

/** Keeps the images of the next message. */
export function useImagePicks(client: CoachStreamClient, userId: string): ImagePicks {
  const [picks, setPicks] = useState<readonly ImagePick[]>([]);
  const [problem, setProblem] = useState<string>();
  const [previews, setPreviews] = useState<ReadonlyMap<string, string>>(new Map());
  const addresses = useRef<string[]>([]);
  useEffect(() => {
    const made = addresses.current;
    return () => {
      for (const address of made.splice(0)) {
        URL.revokeObjectURL(address);
      }
    };
  }, []);

  const add = useCallback(
    (files: Iterable<File>) => {
      const taken: ImagePick[] = [];
      let refused: string | undefined;
      for (const file of files) {
        const contentType = TYPES.find((type) => type === file.type);
        if (contentType === undefined) {
          refused = `${file.name} is no JPEG, PNG, GIF or WebP image.`;
        } else if (file.size > MAX_BYTES) {
          refused = `${file.name} is larger than 3.75 MB.`;
        } else if (picks.length + taken.length >= MAX_IMAGES) {
          refused = `A message takes at most ${MAX_IMAGES} images.`;
        } else {
          const preview = URL.createObjectURL(file);
          addresses.current.push(preview);
          taken.push({ file, contentType, preview });
        }
      }
      setProblem(refused);
      setPicks([...picks, ...taken]);
    },
    [picks],
  );

  const remove = useCallback((pick: ImagePick) => setPicks((all) => all.filter((other) => other !== pick)), []);

  const upload = useCallback(async () => {
    const images = picks.map(({ file, contentType }) => ({ data: file, contentType }));
    const keys = images.length === 0 ? [] : await client.api.uploads.upload({ userId }, images);
    setPreviews((old) => new Map([...old, ...keys.map((key, at) => [key, picks[at]?.preview ?? ''] as const)]));
    setPicks([]);
    return keys;
  }, [client, userId, picks]);

  return { picks, problem, add, remove, upload, previews };
}
