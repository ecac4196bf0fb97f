export * from './image-bucket.ts';
export * from './image-client.ts';
export * from './image-removal.ts';
