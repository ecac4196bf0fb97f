/** Stands where a list is being read; shows after a moment only, so that what comes at once does not flash. */
export function Skeleton({ rows = 3 }: { readonly rows?: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are all the same
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}
