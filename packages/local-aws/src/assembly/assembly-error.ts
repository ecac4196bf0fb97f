/** Where in a template something is: the stack, the resource (or `Outputs`, `Conditions`) and the path of properties below it. */
export interface TemplatePlace {
  readonly stackName: string;
  readonly logicalId: string;
  readonly path: readonly string[];
}

/** The synthesized app cannot be read or resolved. Base of this folder's errors. */
export class AssemblyError extends Error {
  override readonly name: string = 'AssemblyError';
}

/** A `Ref`, `Fn::…` or dynamic reference has no value here; `place` says where it stands. */
export class UnresolvedReferenceError extends AssemblyError {
  override readonly name = 'UnresolvedReferenceError';
  readonly place: TemplatePlace;

  constructor(place: TemplatePlace, reason: string) {
    super(`${place.stackName}.${place.logicalId}${place.path.map((step) => `/${step}`).join('')}: ${reason}`);
    this.place = place;
  }
}
