import { CircleAlert, CircleCheck, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly children: ReactNode;
  /** Default: an error, which is read out at once. */
  readonly kind?: 'error' | 'info';
  readonly onRetry?: (() => void) | undefined;
  /** Seconds until it may be tried again. */
  readonly waitSeconds?: number;
}

/** A line that tells what went wrong, and a button to try again where that may help. */
export function Notice({ children, kind = 'error', onRetry, waitSeconds = 0 }: NoticeProps) {
  const Icon = kind === 'error' ? CircleAlert : CircleCheck;
  return (
    <div className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon size={18} aria-hidden />
      <p>{children}</p>
      {onRetry && (
        <button type="button" className="button button-quiet" disabled={waitSeconds > 0} onClick={onRetry}>
          <RotateCw size={15} aria-hidden /> Try again
          {waitSeconds > 0 && <span aria-hidden>in {formatSeconds(waitSeconds)}</span>}
        </button>
      )}
    </div>
  );
}

function formatSeconds(seconds: number): string {
  if (seconds < 100) {
    return `${seconds} s`;
  }
  return seconds < 6_000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}
