import { randomUUID } from 'node:crypto';
import type { QueueConfig } from './queue-config.ts';

/** An attribute that a sender gives a message. */
export interface MessageAttribute {
  /** Such as `String` or `Number`. */
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  /** Base64. */
  readonly BinaryValue?: string | undefined;
}

/** Attributes of a message by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message on its way; times are milliseconds since the epoch. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentAt: number;
  /** Nobody receives it before. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt: number | undefined;
  /** Of the latest time that it was received; the only one that deletes it. */
  readonly receiptHandle: string;
}

/** How many messages a queue holds. */
export interface QueueCounts {
  readonly visible: number;
  /** Received, and neither deleted nor visible again. */
  readonly inFlight: number;
  readonly delayed: number;
}

/**
 * A standard queue in memory.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export class Queue {
  readonly config: QueueConfig;
  readonly createdAt: number;
  readonly #now: () => number;
  #messages: readonly Message[] = [];

  /** @param now - milliseconds since the epoch */
  constructor(config: QueueConfig, now: () => number) {
    this.config = config;
    this.createdAt = now();
    this.#now = now;
  }

  /** Adds a message. @returns its id */
  send(body: string, attributes: MessageAttributes, delaySeconds = this.config.delaySeconds): string {
    const sentAt = this.#now();
    const message: Message = {
      messageId: randomUUID(),
      body,
      attributes,
      sentAt,
      visibleAt: sentAt + delaySeconds * 1_000,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receiptHandle: '',
    };
    this.#messages = [...this.#messages, message];
    return message.messageId;
  }

  /** Takes the messages that have waited longest, and hides them from others for the visibility timeout. */
  receive(maxMessages: number, visibilityTimeoutSeconds = this.config.visibilityTimeoutSeconds): readonly Message[] {
    const now = this.#now();
    const taken = this.#kept(now)
      .filter(({ visibleAt }) => visibleAt <= now)
      .slice(0, maxMessages);
    const received = new Map(
      taken.map((message) => [
        message.messageId,
        {
          ...message,
          visibleAt: now + visibilityTimeoutSeconds * 1_000,
          receiveCount: message.receiveCount + 1,
          firstReceivedAt: message.firstReceivedAt ?? now,
          receiptHandle: randomUUID(),
        },
      ]),
    );
    this.#messages = this.#messages.map((message) => received.get(message.messageId) ?? message);
    return [...received.values()];
  }

  /** Deletes the message that was received with this handle; does nothing where there is none. */
  delete(receiptHandle: string): void {
    this.#messages = this.#messages.filter((message) => message.receiptHandle !== receiptHandle);
  }

  /** Hides a received message for so long from now. @returns false where none was received with this handle */
  changeVisibility(receiptHandle: string, visibilityTimeoutSeconds: number): boolean {
    const visibleAt = this.#now() + visibilityTimeoutSeconds * 1_000;
    const found = this.#messages.some((message) => message.receiptHandle === receiptHandle);
    this.#messages = this.#messages.map((message) =>
      message.receiptHandle === receiptHandle ? { ...message, visibleAt } : message,
    );
    return found;
  }

  purge(): void {
    this.#messages = [];
  }

  counts(): QueueCounts {
    const now = this.#now();
    const messages = this.#kept(now);
    const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible: messages.length - hidden.length, inFlight: hidden.length - delayed, delayed };
  }

  #kept(now: number): readonly Message[] {
    const oldest = now - this.config.retentionSeconds * 1_000;
    this.#messages = this.#messages.filter(({ sentAt }) => sentAt > oldest);
    return this.#messages;
  }
}
