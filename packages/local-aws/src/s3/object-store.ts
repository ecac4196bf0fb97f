import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';

const describedSchema = z.object({
  key: z.string(),
  contentType: z.string(),
  contentEncoding: z.optional(z.string()),
  /** `x-amz-meta-` headers, without that. */
  metadata: z.record(z.string(), z.string()),
  /** Without quotes. */
  etag: z.string(),
  /** Bytes. */
  size: z.int(),
  /** Milliseconds since the epoch. */
  lastModified: z.number(),
});
const storedSchema = z.extend(describedSchema, { file: z.string() });

/** What is known of an object besides its bytes. */
export type ObjectDescription = z.infer<typeof describedSchema>;
type StoredObject = z.infer<typeof storedSchema>;

const PRIVATE = 0o600;

/**
 * The objects of one bucket in a folder: the bytes in a file of their own, described in another one that is named by
 * the key's hash. An object is there, whole, or not, whenever this process ends.
 */
export class ObjectStore {
  readonly #directory: string;
  readonly #objects = new Map<string, StoredObject>();

  /** @param directory made where it is absent */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
      const checked = checkSchema(storedSchema, JSON.parse(readFileSync(join(directory, file), 'utf8')));
      if ('value' in checked && existsSync(join(directory, checked.value.file))) {
        this.#objects.set(checked.value.key, checked.value);
      }
    }
  }

  /** Stores an object over whatever has its key. @returns it, with its ETag */
  put(description: Omit<ObjectDescription, 'etag' | 'size'>, content: Buffer): ObjectDescription {
    const before = this.#objects.get(description.key);
    const object: StoredObject = {
      ...description,
      etag: createHash('md5').update(content).digest('hex'),
      size: content.length,
      file: `${randomUUID()}.bin`,
    };
    const described = this.#descriptionFile(object.key);
    writeFileSync(join(this.#directory, object.file), content, { mode: PRIVATE });
    writeFileSync(`${described}.new`, JSON.stringify(object), { mode: PRIVATE });
    renameSync(`${described}.new`, described);
    this.#objects.set(object.key, object);
    if (before !== undefined) rmSync(join(this.#directory, before.file), { force: true });
    return object;
  }

  /** @returns `undefined` where there is no such object */
  describe(key: string): ObjectDescription | undefined {
    return this.#objects.get(key);
  }

  /** The bytes of an object; `undefined` where there is no such object. */
  async read(key: string): Promise<Buffer | undefined> {
    const object = this.#objects.get(key);
    return object && readFile(join(this.#directory, object.file));
  }

  /** Deletes an object; does nothing where there is none. */
  delete(key: string): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    rmSync(this.#descriptionFile(key), { force: true });
    rmSync(join(this.#directory, object.file), { force: true });
  }

  /** Every object, in the order of their keys' UTF-8 bytes. */
  list(): readonly ObjectDescription[] {
    return [...this.#objects.values()].sort((one, other) =>
      Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)),
    );
  }

  #descriptionFile(key: string): string {
    return join(this.#directory, `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}
