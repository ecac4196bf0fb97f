import { createMemoryBodySchema, memoryPageSchema, memorySchema } from '../memories.ts';
import { profileSchema, putProfileBodySchema } from '../profile.ts';
import { deletedSchema, turnSchema } from '../resources.ts';
import { createUploadUrlsBodySchema, imageUrlsBodySchema, imageUrlsSchema, uploadUrlsSchema } from '../uploads.ts';
import { userDeletionSchema } from '../user-deletion.ts';
import { userUsageSchema } from '../user-usage.ts';
import { workoutPageSchema, workoutSchema } from '../workouts.ts';
import { jsonBody, type OperationTable } from './operation.ts';
import { DELETED, NEW_PAGE, NOT_MODIFIED, STOP_OPERATION } from './shared.ts';

/** Operations of what is a user's own and no coach's. */
export const USER_OPERATIONS = {
  turn: {
    tag: 'Turns',
    server: 'api',
    GET: {
      summary: 'Show where a turn stands, with its answer or its error once it has ended',
      description: 'For a client that has lost its connection, whichever transport that was.',
      answers: { 200: { description: 'The turn.', json: turnSchema } },
      refusals: ['TURN_NOT_FOUND'],
    },
  },
  turnStop: { tag: 'Turns', server: 'api', POST: STOP_OPERATION },
  uploadUrls: {
    tag: 'What is kept',
    server: 'api',
    POST: {
      summary: 'Get a URL for the upload of each image',
      body: jsonBody(createUploadUrlsBodySchema, {
        example: { images: [{ contentType: 'image/jpeg', contentLength: 182_044 }] },
      }),
      answers: { 200: { description: 'Where to upload the images, in their order.', json: uploadUrlsSchema } },
    },
  },
  imageUrls: {
    tag: 'What is kept',
    server: 'api',
    POST: {
      summary: 'Get a URL to show each image by',
      description:
        'For an `<img>`: a GET without a token, good for 300 seconds. Whether an image is there is not looked for: where ' +
        'it is not, its URL answers 403.',
      body: jsonBody(imageUrlsBodySchema, {
        example: { imageS3Keys: ['user-uploads/01JD8ZQ4K6/01JD8ZQ4K6M2V7X9T3R5W8Y0AB.jpg'] },
      }),
      answers: {
        200: { description: 'Where the images are, each once, in the order of the body.', json: imageUrlsSchema },
      },
      refusals: ['IMAGE_FORBIDDEN', 'IMAGE_INVALID'],
    },
  },
  memories: {
    tag: 'What is kept',
    server: 'api',
    GET: {
      summary: "List a user's memories, greatest id first",
      query: ['limit', 'cursor'],
      answers: { 200: { description: NEW_PAGE, json: memoryPageSchema } },
    },
    POST: {
      summary: 'Have something kept in mind',
      body: jsonBody(createMemoryBodySchema, {
        example: { content: 'My left knee hurts when I lunge.', type: 'constraint', tags: ['knee'] },
      }),
      headers: ['Idempotency-Key'],
      answers: {
        200: { description: 'The memory that an earlier request with this key made.', json: memorySchema },
        201: { description: 'The new memory.', json: memorySchema },
      },
      refusals: ['COACH_NOT_FOUND', 'MEMORY_NOT_FOUND'],
    },
  },
  memory: {
    tag: 'What is kept',
    server: 'api',
    DELETE: {
      summary: 'Delete a memory',
      headers: ['If-Match'],
      answers: { 200: { description: DELETED, json: deletedSchema } },
      refusals: ['MEMORY_NOT_FOUND'],
    },
  },
  workouts: {
    tag: 'What is kept',
    server: 'api',
    GET: {
      summary: "List a user's workouts, latest first",
      description: 'A workout of this moment may come with the next request.',
      query: ['limit', 'cursor'],
      answers: { 200: { description: NEW_PAGE, json: workoutPageSchema } },
    },
  },
  workout: {
    tag: 'What is kept',
    server: 'api',
    GET: {
      summary: 'Show a workout',
      headers: ['If-None-Match'],
      answers: { 200: { description: 'The workout.', json: workoutSchema, headers: ['etag'] }, 304: NOT_MODIFIED },
      refusals: ['WORKOUT_NOT_FOUND'],
    },
    DELETE: {
      summary: 'Delete a workout',
      headers: ['If-Match'],
      answers: { 200: { description: DELETED, json: deletedSchema } },
      refusals: ['WORKOUT_NOT_FOUND'],
    },
  },
  profile: {
    tag: 'What is kept',
    server: 'api',
    GET: {
      summary: 'Show the profile; who has set none has one of defaults',
      headers: ['If-None-Match'],
      answers: { 200: { description: 'The profile.', json: profileSchema, headers: ['etag'] }, 304: NOT_MODIFIED },
    },
    PUT: {
      summary: 'Replace the profile',
      body: jsonBody(putProfileBodySchema, {
        example: { version: 0, timezone: 'Europe/Berlin', unitSystem: 'metric', displayName: 'Kim' },
      }),
      headers: ['If-Match'],
      answers: { 200: { description: 'The profile as it is now.', json: profileSchema, headers: ['etag'] } },
      refusals: ['PROFILE_CHANGED', 'DIRECTIVE_REFUSED'],
    },
  },
  user: {
    tag: 'What is kept',
    server: 'api',
    DELETE: {
      summary: "Delete all of a user's data",
      description:
        'In the background: conversations, sessions, chats, coaches, memories, workouts, the profile, images and records ' +
        'of the semantic index. The account of the user pool stays.',
      answers: { 202: { description: 'How far the deletion is.', json: userDeletionSchema } },
    },
  },
  userDeletion: {
    tag: 'What is kept',
    server: 'api',
    GET: {
      summary: "Show how far the deletion of a user's data is",
      answers: { 200: { description: 'How far it is.', json: userDeletionSchema } },
      refusals: ['DELETION_NOT_FOUND'],
    },
  },
  userUsage: {
    tag: 'Turns',
    server: 'api',
    GET: {
      summary: 'Show what a user has used today, and what the limits are',
      description:
        'Turns that reach a limit are refused with 429, `RATE_LIMITED` or `BUDGET_EXCEEDED`, and a `Retry-After`. Reading ' +
        'a turn, however often, counts as nothing.',
      answers: { 200: { description: 'Today by UTC.', json: userUsageSchema } },
    },
  },
} satisfies Partial<OperationTable>;
