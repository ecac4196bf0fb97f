import type { ChatModel, ModelPrice, structured } from '@coach-stream/models';

/** A call site's model and what its tokens cost. */
export interface PricedModel {
  readonly model: ChatModel;
  readonly price: ModelPrice;
}

/** Makes a model fill a schema: `structured` of `@coach-stream/models`, handed in because that package brings AWS along. */
export type FillSchema = typeof structured;

/** A model that is asked to fill schemas. */
export type SchemaModel = PricedModel & { readonly fillSchema: FillSchema };
