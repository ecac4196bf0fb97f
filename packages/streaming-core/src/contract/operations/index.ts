export {
  ANSWER_HEADERS,
  type AnswerHeaderName,
  OPERATION_TAGS,
  type Operation,
  type OperationAnswer,
  type OperationServer,
  type OperationTable,
  type OperationTag,
} from './operation.ts';
export { OPERATIONS } from './operations.ts';
export { HEADER_PARAMETERS, type OperationParameter, PATH_PARAMETERS, QUERY_PARAMETERS } from './parameters.ts';
