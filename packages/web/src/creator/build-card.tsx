import type { CreatorExtra } from '@coach-stream/client/agents';
import { Check, Sparkles } from 'lucide-react';
import { describeError } from '../parts/describe-error.ts';
import { Notice } from '../parts/notice.tsx';
import { useCatchFocus } from './use-catch-focus.ts';
import { useCountdown } from './use-countdown.ts';

interface BuildCardProps {
  readonly state: Pick<CreatorExtra, 'build' | 'buildError'>;
  readonly onRetry: () => void;
}

/** Seconds until the new coach's page opens by itself. */
const REDIRECT_SECONDS = 5;

/** How the coach is being built behind the last answer; the coach's page opens once it is there. */
export function BuildCard({ state: { build, buildError }, onRetry }: BuildCardProps) {
  const hasFailed = build?.status === 'failed';
  const isReady = build?.status === 'complete' && build.coachId !== undefined;
  const cardRef = useCatchFocus(hasFailed ? 'failed' : 'building');
  if (isReady) {
    return <CoachReady coachId={build.coachId} />;
  }
  return (
    <div ref={cardRef} tabIndex={-1} className={hasFailed ? '' : 'build-card'} role={hasFailed ? undefined : 'status'}>
      {hasFailed ? (
        <Notice onRetry={build.canRetry ? onRetry : undefined}>
          {build.message ?? 'Your coach could not be built. Your answers are kept.'}
        </Notice>
      ) : (
        <>
          <span className="build-mark" aria-hidden>
            <Sparkles size={22} />
          </span>
          <h2>Building your coach</h2>
          <p>{build?.stepDescription ?? 'Reading your answers'}…</p>
          <progress aria-label="Your coach is being built" />
          <p className="message-note">You may leave this page: building goes on by itself.</p>
          {buildError && <Notice onRetry={onRetry}>{describeError(buildError)}</Notice>}
        </>
      )}
    </div>
  );
}

function CoachReady({ coachId }: { readonly coachId: string | undefined }) {
  const address = `#/coaches/${coachId}`;
  const cardRef = useCatchFocus('ready');
  const { secondsLeft, cancel } = useCountdown(REDIRECT_SECONDS, () => {
    location.hash = address;
  });
  return (
    <div ref={cardRef} tabIndex={-1} className="build-card build-ready">
      <span className="build-mark" aria-hidden>
        <Check size={24} />
      </span>
      <div role="status">
        <h2>Your coach is ready</h2>
      </div>
      <a className="button button-primary" href={address}>
        Meet your coach
      </a>
      {secondsLeft !== undefined && (
        <p className="message-note">
          Opens in {secondsLeft} s{' '}
          <button type="button" className="link" onClick={cancel}>
            Stay here
          </button>
        </p>
      )}
    </div>
  );
}
