/** The methods that an operation may have. */
export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A method of HTTP. */
export type HttpVerb = (typeof HTTP_METHODS)[number];
