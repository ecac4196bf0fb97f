export { type PineconeFault, PineconeFaults, type PineconeOperation } from './pinecone-faults.ts';
export { type LocalPinecone, type PineconeOptions, startPinecone } from './start-pinecone.ts';
