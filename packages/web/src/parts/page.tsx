import type { ReactNode } from 'react';
import { usePageHeading } from '../shell/navigation.ts';

interface PageProps {
  readonly title: string;
  readonly lead?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page with a heading, beside conversations. */
export function Page({ title, lead, actions, children }: PageProps) {
  const headingRef = usePageHeading(title);
  return (
    <main className="page" id="main">
      <header className="page-header">
        <div>
          <h1 ref={headingRef} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </main>
  );
}
