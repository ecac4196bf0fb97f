/** The secret of the local run that holds the key of the model provider which it was started with. */
export const LOCAL_KEY_SECRET = 'coach-stream/local/model-key';
