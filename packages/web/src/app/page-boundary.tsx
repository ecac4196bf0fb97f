import { Component, type ReactNode } from 'react';
import { Notice } from '../parts/notice.tsx';

interface PageBoundaryProps {
  /** A page that has failed is tried again where this changes. */
  readonly location: string;
  readonly children: ReactNode;
}

interface PageBoundaryState {
  readonly hasFailed: boolean;
  readonly location: string;
}

/**
 * Keeps the way to the other pages where one fails: mostly because its script is gone, since another version of the app
 * was put in its place.
 */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override state: PageBoundaryState = { hasFailed: false, location: this.props.location };

  static getDerivedStateFromError(): Partial<PageBoundaryState> {
    return { hasFailed: true };
  }

  static getDerivedStateFromProps(
    { location }: PageBoundaryProps,
    state: PageBoundaryState,
  ): Partial<PageBoundaryState> | null {
    return location === state.location ? null : { location, hasFailed: false };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) {
      return this.props.children;
    }
    return (
      <main className="centered" id="main">
        <Notice onRetry={() => globalThis.location.reload()}>
          This page could not be shown. What you have written is kept.
        </Notice>
      </main>
    );
  }
}
