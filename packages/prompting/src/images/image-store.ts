/** Where users' images lie, as the domain sees it. */
export interface ImageStore {
  /** What is known of an image; `undefined` where there is none. */
  head(key: string): Promise<{ /** Bytes. */ readonly contentLength: number } | undefined>;
  /** An image's bytes; `undefined` where there is none. @throws the signal's reason where it aborted */
  read(key: string, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>;
}
