/** The wire protocol's version, sent with `start`. */
export const PROTOCOL_VERSION = 1;
