import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly children: ReactNode;
  /** Default: an error, which is read out at once. */
  readonly kind?: 'error' | 'info';
  readonly onRetry?: (() => void) | undefined;
}

/** A line that tells what went wrong, and a button to try again where that may help. */
export function Notice({ children, kind = 'error', onRetry }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <p>{children}</p>
      {onRetry && (
        <button type="button" className="button button-quiet" onClick={onRetry}>
          <RotateCw size={15} aria-hidden /> Try again
        </button>
      )}
    </div>
  );
}
