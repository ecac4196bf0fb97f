/** A DynamoDB engine that listens on the loopback interface. */
export interface Engine {
  readonly port: number;
  close(): Promise<void>;
}

/** `native`: dynoxide in a process of its own; `portable`: dynalite in this one. */
export type EngineKind = 'native' | 'portable';
