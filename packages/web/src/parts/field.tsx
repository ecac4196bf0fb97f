import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  /** What else there is to know; read out as the field's description. */
  readonly hint?: string | undefined;
  /** The field, which has to take these. */
  readonly children: (field: { readonly id: string; readonly 'aria-describedby': string | undefined }) => ReactNode;
}

/** A field of a form with its label, and a hint below. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hint === undefined ? undefined : hintId })}
      {hint && <small id={hintId}>{hint}</small>}
    </div>
  );
}
