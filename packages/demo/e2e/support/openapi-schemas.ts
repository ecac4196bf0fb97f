import { Ajv2020 } from 'ajv/dist/2020.js';
import { OPENAPI } from './openapi.ts';

const DOCUMENT = 'openapi';

// The document is no schema itself, but holds all of them; its formats are for people.
const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, allErrors: true });
ajv.addSchema(closed(OPENAPI) as object, DOCUMENT);

/**
 * What a value has against a schema of the document; empty where it fits. Fields that the document does not know are
 * an error, although readers would skip them: nothing is to be answered that is not documented.
 *
 * @param pointer a JSON pointer
 */
export function schemaProblems(pointer: string, value: unknown): string[] {
  const validate = ajv.getSchema(`${DOCUMENT}${pointer}`) ?? ajv.compile({ $ref: `${DOCUMENT}${pointer}` });
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
}

/** The document with every object of known properties closed. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) {
    return part.map(closed);
  }
  if (typeof part !== 'object' || part === null) {
    return part;
  }
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  const isOpen = copy.type === 'object' && copy.properties !== undefined && copy.additionalProperties === undefined;
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
