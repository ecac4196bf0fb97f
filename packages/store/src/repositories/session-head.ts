import { creatorSessionSchema } from '../entities/creator-session.ts';
import { defineHead } from '../head-kind.ts';
import { keys } from '../keys.ts';

/** The heads of coach creator sessions. */
export const sessionHead = defineHead({ name: 'session', keyOf: keys.session, schema: creatorSessionSchema });

export const { read: readSession, parse: parseSession } = sessionHead;
