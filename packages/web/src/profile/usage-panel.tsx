import { type ReactNode, useCallback } from 'react';
import { useApp } from '../app/app-context.ts';
import { formatWait } from '../parts/format-wait.ts';
import { useResource } from '../parts/use-resource.ts';
import { shareOf } from './share-of.ts';

const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const DOLLARS = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 2 });

/** What the person has used of the day's limits. Nothing is shown where the stage does not tell. */
export function UsagePanel() {
  const { client, userId } = useApp();
  const read = useCallback((signal: AbortSignal) => client.api.user.usage({ userId }, { signal }), [client, userId]);
  const { value } = useResource(read);
  if (value === undefined) {
    return null;
  }
  const { tokens, costUsd, turns, resetsAt } = value;
  return (
    <section className="card usage" aria-labelledby="usage">
      <header>
        <h2 id="usage">Today</h2>
        <p>
          Begins anew <time dateTime={resetsAt}>{formatWait(Date.parse(resetsAt) - Date.now())}</time>
        </p>
      </header>
      <Meter label="Budget" share={shareOf(costUsd)}>
        {DOLLARS.format(costUsd.used)} of {DOLLARS.format(costUsd.limit)}
      </Meter>
      <Meter label="Tokens" share={shareOf(tokens)}>
        {COUNT.format(tokens.used)} of {COUNT.format(tokens.limit)}
      </Meter>
      <p className="usage-pace">
        {turns.running > 0 && `${turns.running} of ${turns.concurrentLimit} answers under way. `}
        Up to {turns.perMinuteLimit} messages a minute, {turns.concurrentLimit} at once.
      </p>
    </section>
  );
}

function Meter({
  label,
  share,
  children,
}: {
  readonly label: string;
  readonly share: number;
  readonly children: ReactNode;
}) {
  return (
    <div className="usage-meter">
      <p>
        <span>{label}</span> <span>{children}</span>
      </p>
      <progress className={share >= 0.9 ? 'progress-full' : ''} aria-label={label} max={1} value={share} />
    </div>
  );
}
