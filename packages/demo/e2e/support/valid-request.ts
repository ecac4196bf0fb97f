import { startedCreatorSessionSchema } from '@coach-stream/streaming-core/contract';
import { type ApiRequest, type ApiUser, type Ids, sendTo, textField } from './api-user.ts';
import { newKey } from './conversations.ts';
import { type DocumentedOperation, OPERATIONS, operation } from './openapi.ts';
import { finishSession } from './sessions.ts';

/** Makes what a parameter names. `ids` has what was made before it. */
type Maker = (user: ApiUser, ids: Ids, path: string) => Promise<string>;

/** How what each parameter names is made, as any client would. */
const MAKERS: Readonly<Record<string, Maker>> = {
  templateId: async (user) => {
    const { json } = await sendTo(user, operation('getCoachTemplates'), { ids: {} });
    return (json as { templates: { templateId: string }[] }).templates[0]?.templateId ?? '';
  },
  coachId: async (user) => {
    const ids = { templateId: await make('templateId', user) };
    return textField(await sendTo(user, operation('postCoachFromTemplate'), { ids }), 'coachId');
  },
  conversationId: async (user, { coachId }) => {
    const ids = { coachId: coachId ?? (await make('coachId', user)) };
    return textField(await sendTo(user, operation('postConversations'), { ids, body: {} }), 'conversationId');
  },
  sessionId: async (user, _ids, path) => {
    const begin = path.startsWith('/chat/') ? 'postChatStart' : 'postCoachCreatorSessions';
    return textField(await sendTo(user, operation(begin), { ids: {}, body: {} }), 'sessionId');
  },
  memoryId: async (user) => {
    const body = { content: 'I train at home.' };
    return textField(await sendTo(user, operation('postMemories'), { ids: {}, body }), 'memoryId');
  },
  workoutId: async (user) => {
    const coachId = await make('coachId', user);
    const ids = { coachId, conversationId: await make('conversationId', user, { coachId }) };
    const body = { userResponse: '/log-workout 5x5 back squat at 100 kg' };
    const { events, text } = await sendTo(user, operation('postCoachConversationStream'), { ids, body });
    const { workoutLogged } = events.at(-1) as { workoutLogged?: { workoutId: string } };
    if (workoutLogged === undefined) {
      throw new Error(`No workout was logged: ${text.slice(-300)}`);
    }
    return workoutLogged.workoutId;
  },
  turnId: async (user, ids, path) => {
    const turnId = newKey();
    const headers = { 'idempotency-key': turnId };
    const { sessionId } = ids;
    if (path.startsWith('/chat/')) {
      const chat = sessionId ?? (await make('sessionId', user, {}, path));
      await sendTo(user, operation('postChatStream'), { ids, headers, body: { sessionId: chat, message: 'Hi' } });
    } else if (sessionId !== undefined) {
      const body = { userResponse: 'I want to squat 140 kg.' };
      await sendTo(user, operation('postCoachCreatorSessionStream'), { ids, headers, body });
    } else {
      const coachId = ids.coachId ?? (await make('coachId', user));
      const conversationId = ids.conversationId ?? (await make('conversationId', user, { coachId }));
      const request = { ids: { coachId, conversationId }, headers, body: { userResponse: 'Hi' } };
      await sendTo(user, operation('postCoachConversationStream'), request);
    }
    return turnId;
  },
};

/** Makes what a parameter of this name stands for. */
export async function make(name: string, user: ApiUser, ids: Ids = {}, path = ''): Promise<string> {
  const maker = MAKERS[name];
  if (maker === undefined) {
    throw new Error(`Nobody knows how to make a ${name}. Say so in valid-request.ts.`);
  }
  return maker(user, ids, path);
}

/** Makes everything that the path and the required query of an operation name. */
export async function makeIds(user: ApiUser, { path, parameters }: DocumentedOperation): Promise<Ids> {
  const ids: Record<string, string> = {};
  for (const { name } of parameters.filter(isNeededId)) {
    ids[name] = await make(name, user, ids, path);
  }
  return ids;
}

function isNeededId({ name, place, isRequired }: DocumentedOperation['parameters'][number]): boolean {
  return place !== 'header' && isRequired && name !== 'userId';
}

/** Puts two items into a list: of what the path of an item names, and messages where there is no such path. */
async function fillList(user: ApiUser, { path }: DocumentedOperation, ids: Ids): Promise<void> {
  const [name = 'turnId'] = OPERATIONS.filter((listed) => listed.path.startsWith(`${path}/`)).flatMap(
    (listed) => /^\/\{(\w+)\}$/.exec(listed.path.slice(path.length))?.[1] ?? [],
  );
  await make(name, user, ids, path);
  await make(name, user, ids, path);
}

/**
 * A request that an operation carries out: with the document's example, and what it refers to made before. A list has two
 * items.
 */
export async function validRequest(user: ApiUser, wanted: DocumentedOperation): Promise<ApiRequest> {
  if (wanted.operationId === 'postCoachFromSession') {
    return { ids: { sessionId: await answeredSession(user) }, body: {} };
  }
  if (wanted.operationId === 'getUserDeletion') {
    await sendTo(user, operation('deleteUser'), { ids: {} });
  }
  const ids = await makeIds(user, wanted);
  if (wanted.parameters.some(({ name }) => name === 'limit')) {
    await fillList(user, wanted, ids);
  }
  if (wanted.body === undefined) {
    return { ids };
  }
  const { example } = wanted.body;
  return {
    ids,
    body: {
      ...example,
      ...('questionId' in example && { questionId: await currentQuestion(user, ids) }),
      ...('imageS3Keys' in example && { imageS3Keys: [`user-uploads/${user.userId}/squat.jpg`] }),
      ...('sessionId' in example && { sessionId: await make('sessionId', user, {}, wanted.path) }),
    },
  };
}

async function currentQuestion(user: ApiUser, ids: Ids): Promise<unknown> {
  const { json } = await sendTo(user, operation('getCoachCreatorSession'), { ids });
  return (json as { currentQuestion: { questionId: string } | null }).currentQuestion?.questionId;
}

/** A session that is answered to its end. */
async function answeredSession(user: ApiUser): Promise<string> {
  const { json } = await sendTo(user, operation('postCoachCreatorSessions'), { ids: {}, body: {} });
  const started = startedCreatorSessionSchema.parse(json);
  const ids = { userId: user.userId, sessionId: started.sessionId };
  const path = `/users/${ids.userId}/coach-creator-sessions/${ids.sessionId}/stream`;
  const streamUrl = `${user.run.outputs.streams.coachCreatorSession}${path}`;
  await finishSession({ ids, started, token: user.token, streamUrl });
  return ids.sessionId;
}
