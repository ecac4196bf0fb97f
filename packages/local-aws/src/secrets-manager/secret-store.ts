import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';
import { generatedText, givenText } from './initial-value.ts';

/** What a secret holds. */
export interface SecretValue {
  readonly text: string;
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A secret of the app, or one that it names. */
export interface Secret {
  /** Of one that is in no template: its name. */
  readonly logicalId: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  /** `undefined` until somebody puts one, where the template gives none. */
  readonly value: SecretValue | undefined;
}

/** A secret that is in no template. */
export interface OutsideSecret {
  /** With its suffix of six characters. */
  readonly arn: string;
  readonly text: string;
}

/** What the store starts with. */
export interface SecretStoreOptions {
  /** Folder for the values that templates have generated, made where absent with mode 0700. */
  readonly dataDir: string;
  /** The app's resources: its secrets are kept, others are passed over. */
  readonly resources: readonly Resource[];
  /** Values by the begin of a secret's logical id, which stand before what its template says. */
  readonly values?: Readonly<Record<string, string>>;
  /** Secrets that the app names and does not make. */
  readonly outside?: readonly OutsideSecret[];
  /** The time of day in milliseconds since the epoch. */
  now(): number;
}

/** The app's secrets and what they hold. A generated value is the same in every run, until its data is gone. */
export class SecretStore {
  readonly #now: () => number;
  readonly #secrets: readonly Omit<Secret, 'value'>[];
  readonly #initial = new Map<string, string>();
  readonly #current = new Map<string, SecretValue>();

  constructor({ dataDir, resources, values = {}, outside = [], now }: SecretStoreOptions) {
    this.#now = now;
    const generated = new GeneratedTexts(dataDir);
    const found = resources.filter(({ type }) => type === 'AWS::SecretsManager::Secret');
    for (const resource of found) {
      const { ref: arn, logicalId } = resource;
      const [, told] = Object.entries(values).find(([prefix]) => logicalId.startsWith(prefix)) ?? [];
      const text = told ?? givenText(resource) ?? generated.of(resource);
      if (text === undefined) continue;
      this.#initial.set(arn, text);
      this.#current.set(arn, this.#version(text));
    }
    const ofApp = found.map(({ logicalId, ref: arn, properties }) => ({
      logicalId,
      arn,
      name: nameOf(arn),
      description: stringAt(properties, 'Description'),
      createdAt: now(),
    }));
    const others = outside.map(({ arn, text }) => {
      this.#initial.set(arn, text);
      this.#current.set(arn, this.#version(text));
      const name = nameOf(arn);
      return { logicalId: name, arn, name, description: undefined, createdAt: now() };
    });
    this.#secrets = [...ofApp, ...others];
  }

  /** All secrets: in the order of the templates, then those from outside. */
  list(): readonly Secret[] {
    return this.#secrets.map((secret) => ({ ...secret, value: this.#current.get(secret.arn) }));
  }

  /** The secret with this name, ARN or ARN without the six characters at its end. */
  find(secretId: string): Secret | undefined {
    return this.list().find(
      ({ arn, name }) => secretId === name || secretId === arn || secretId === withoutSuffix(arn),
    );
  }

  /** Gives a secret another value, for this run. @returns false where there is no such secret */
  put(logicalId: string, text: string): boolean {
    return this.#change(logicalId, () => this.#version(text));
  }

  /** Gives a secret back what it held when the run began. @returns false where there is no such secret */
  restore(logicalId: string): boolean {
    return this.#change(logicalId, (arn) => {
      const text = this.#initial.get(arn);
      return text === undefined ? undefined : this.#version(text);
    });
  }

  #change(logicalId: string, nextValue: (arn: string) => SecretValue | undefined): boolean {
    const arn = this.#secrets.find((secret) => secret.logicalId === logicalId)?.arn;
    if (arn === undefined) return false;
    const value = nextValue(arn);
    if (value === undefined) this.#current.delete(arn);
    else this.#current.set(arn, value);
    return true;
  }

  #version(text: string): SecretValue {
    return { text, versionId: randomUUID(), createdAt: this.#now() };
  }
}

/** Texts that a template has had generated, by ARN: a file that only its owner may read. */
class GeneratedTexts {
  readonly #dataDir: string;
  readonly #file: string;
  readonly #texts: Record<string, unknown>;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.#file = join(dataDir, 'generated.json');
    this.#texts = readObject(this.#file);
  }

  of(resource: Resource): string | undefined {
    const kept = this.#texts[resource.ref];
    if (typeof kept === 'string') return kept;
    const text = generatedText(resource);
    if (text === undefined) return undefined;
    this.#texts[resource.ref] = text;
    mkdirSync(this.#dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(this.#file, JSON.stringify(this.#texts), { mode: 0o600 });
    return text;
  }
}

function readObject(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isJsonObject(value) ? { ...value } : {};
  } catch {
    return {}; // none yet
  }
}

function withoutSuffix(arn: string): string {
  return arn.replace(/-[^-]{6}$/, '');
}

function nameOf(arn: string): string {
  return withoutSuffix(arn).split(':secret:')[1] ?? arn;
}
