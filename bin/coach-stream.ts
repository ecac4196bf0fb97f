import { createAppFromContext } from '../infra/src/index.ts';

createAppFromContext();
