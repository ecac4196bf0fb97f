export * from './check-image-keys.ts';
export * from './image-content-type.ts';
export * from './image-store.ts';
export * from './read-images.ts';
export * from './require-images.ts';
