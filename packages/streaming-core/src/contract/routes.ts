/** One row of the route table. */
export interface Route {
  /** Path with `{name}` for each parameter; a parameter matches one segment. */
  readonly pattern: string;
  readonly methods: readonly HttpMethod[];
  readonly params: readonly string[];
  /** Whether a verified ID token is needed. */
  readonly authRequired: boolean;
  /** Whether the token's user must equal the path's `userId`. */
  readonly validateUserMatch: boolean;
}

/** Methods that a route may list. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Every public route: used for matching, URL building, infra and docs. */
export const ROUTES = {
  coachConversationStream: {
    pattern: '/users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream',
    methods: ['GET', 'POST'],
    params: ['userId', 'coachId', 'conversationId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachConversationStreamStop: {
    pattern: '/users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream/{turnId}/stop',
    methods: ['POST'],
    params: ['userId', 'coachId', 'conversationId', 'turnId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachConversationMessage: {
    pattern: '/users/{userId}/coaches/{coachId}/conversations/{conversationId}/send-message',
    methods: ['POST'],
    params: ['userId', 'coachId', 'conversationId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachCreatorSessionStream: {
    pattern: '/users/{userId}/coach-creator-sessions/{sessionId}/stream',
    methods: ['GET', 'POST', 'PUT'],
    params: ['userId', 'sessionId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachCreatorSessionStreamStop: {
    pattern: '/users/{userId}/coach-creator-sessions/{sessionId}/stream/{turnId}/stop',
    methods: ['POST'],
    params: ['userId', 'sessionId', 'turnId'],
    authRequired: true,
    validateUserMatch: true,
  },
  /** The same messages as `coachCreatorSessionStream` takes, through the REST API. */
  coachCreatorSessionMessage: {
    pattern: '/users/{userId}/coach-creator-sessions/{sessionId}',
    methods: ['PUT'],
    params: ['userId', 'sessionId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachCreatorSessions: {
    pattern: '/users/{userId}/coach-creator-sessions',
    methods: ['GET', 'POST'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachCreatorSession: {
    pattern: '/users/{userId}/coach-creator-sessions/{sessionId}',
    methods: ['GET', 'DELETE'],
    params: ['userId', 'sessionId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachCreatorSessionMessages: {
    pattern: '/users/{userId}/coach-creator-sessions/{sessionId}/messages',
    methods: ['GET'],
    params: ['userId', 'sessionId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachConfigStatus: {
    pattern: '/users/{userId}/coach-creator-sessions/{sessionId}/config-status',
    methods: ['GET'],
    params: ['userId', 'sessionId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coaches: {
    pattern: '/users/{userId}/coaches',
    methods: ['GET'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coach: {
    pattern: '/users/{userId}/coaches/{coachId}',
    methods: ['GET', 'PATCH', 'DELETE'],
    params: ['userId', 'coachId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachFromSession: {
    pattern: '/users/{userId}/coaches/from-session/{sessionId}',
    methods: ['POST'],
    params: ['userId', 'sessionId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachTemplates: {
    pattern: '/users/{userId}/coach-templates',
    methods: ['GET'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  coachFromTemplate: {
    pattern: '/users/{userId}/coaches/from-template/{templateId}',
    methods: ['POST'],
    params: ['userId', 'templateId'],
    authRequired: true,
    validateUserMatch: true,
  },
  conversations: {
    pattern: '/users/{userId}/coaches/{coachId}/conversations',
    methods: ['GET', 'POST'],
    params: ['userId', 'coachId'],
    authRequired: true,
    validateUserMatch: true,
  },
  conversation: {
    pattern: '/users/{userId}/coaches/{coachId}/conversations/{conversationId}',
    methods: ['GET', 'PATCH', 'DELETE'],
    params: ['userId', 'coachId', 'conversationId'],
    authRequired: true,
    validateUserMatch: true,
  },
  conversationMessages: {
    pattern: '/users/{userId}/coaches/{coachId}/conversations/{conversationId}/messages',
    methods: ['GET'],
    params: ['userId', 'coachId', 'conversationId'],
    authRequired: true,
    validateUserMatch: true,
  },
  turn: {
    pattern: '/users/{userId}/turns/{turnId}',
    methods: ['GET'],
    params: ['userId', 'turnId'],
    authRequired: true,
    validateUserMatch: true,
  },
  turnStop: {
    pattern: '/users/{userId}/turns/{turnId}/stop',
    methods: ['POST'],
    params: ['userId', 'turnId'],
    authRequired: true,
    validateUserMatch: true,
  },
  uploadUrls: {
    pattern: '/users/{userId}/upload-urls',
    methods: ['POST'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  /** A POST, as `uploadUrls` is: fifty keys are too long for a query, which logs would keep as well. */
  imageUrls: {
    pattern: '/users/{userId}/image-urls',
    methods: ['POST'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  memories: {
    pattern: '/users/{userId}/memories',
    methods: ['GET', 'POST'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  memory: {
    pattern: '/users/{userId}/memories/{memoryId}',
    methods: ['DELETE'],
    params: ['userId', 'memoryId'],
    authRequired: true,
    validateUserMatch: true,
  },
  workouts: {
    pattern: '/users/{userId}/workouts',
    methods: ['GET'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  workout: {
    pattern: '/users/{userId}/workouts/{workoutId}',
    methods: ['GET', 'DELETE'],
    params: ['userId', 'workoutId'],
    authRequired: true,
    validateUserMatch: true,
  },
  /** A user with all that is kept of them. */
  user: {
    pattern: '/users/{userId}',
    methods: ['DELETE'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  /** How far the deletion of a user's data is. */
  userDeletion: {
    pattern: '/users/{userId}/deletion',
    methods: ['GET'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  /** What a user has used today, and may. */
  userUsage: {
    pattern: '/users/{userId}/usage',
    methods: ['GET'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  profile: {
    pattern: '/users/{userId}/profile',
    methods: ['GET', 'PUT'],
    params: ['userId'],
    authRequired: true,
    validateUserMatch: true,
  },
  // The user of a chat is the token's: no path names one.
  chatStream: {
    pattern: '/chat/stream',
    methods: ['GET', 'POST'],
    params: [],
    authRequired: true,
    validateUserMatch: false,
  },
  chatStreamStop: {
    pattern: '/chat/stream/{turnId}/stop',
    methods: ['POST'],
    params: ['turnId'],
    authRequired: true,
    validateUserMatch: false,
  },
  chatMessage: {
    pattern: '/chat/message',
    methods: ['POST'],
    params: [],
    authRequired: true,
    validateUserMatch: false,
  },
  chatStart: {
    pattern: '/chat/start',
    methods: ['POST'],
    params: [],
    authRequired: true,
    validateUserMatch: false,
  },
  chatSessions: {
    pattern: '/chat/sessions',
    methods: ['GET'],
    params: [],
    authRequired: true,
    validateUserMatch: false,
  },
  chatSession: {
    pattern: '/chat/sessions/{sessionId}',
    methods: ['GET', 'PATCH', 'DELETE'],
    params: ['sessionId'],
    authRequired: true,
    validateUserMatch: false,
  },
  chatMessages: {
    pattern: '/chat/sessions/{sessionId}/messages',
    methods: ['GET'],
    params: ['sessionId'],
    authRequired: true,
    validateUserMatch: false,
  },
  chatPersonas: {
    pattern: '/chat/personas',
    methods: ['GET'],
    params: [],
    authRequired: true,
    validateUserMatch: false,
  },
} as const satisfies Record<string, Route>;

/** The name of a route. */
export type RouteName = keyof typeof ROUTES;

/** The parameters of a route, by name. */
export type RouteParams<Name extends RouteName> = Record<(typeof ROUTES)[Name]['params'][number], string>;
