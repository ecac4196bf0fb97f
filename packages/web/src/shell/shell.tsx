import { Brain, Dumbbell, LogOut, MessageCircle, MessagesSquare, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../app/app-context.ts';
import { useOnline } from './use-online.ts';

const SECTIONS = [
  { path: '/', label: 'Coaches', icon: MessagesSquare, isHere: (path: string) => /^\/($|coaches|create)/.test(path) },
  { path: '/chats', label: 'Chats', icon: MessageCircle, isHere: (path: string) => path.startsWith('/chats') },
  { path: '/workouts', label: 'Workouts', icon: Dumbbell, isHere: (path: string) => path === '/workouts' },
  { path: '/memories', label: 'Memories', icon: Brain, isHere: (path: string) => path === '/memories' },
  { path: '/profile', label: 'Profile', icon: UserRound, isHere: (path: string) => path === '/profile' },
];

/** What stands around every page: the way to the sections, and whether the device is offline. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { outputs, signOut } = useApp();
  const [location] = useLocation();
  const isOnline = useOnline();
  return (
    <div className="shell">
      <button
        type="button"
        className="skip-link"
        onClick={() => document.querySelector<HTMLElement>('#main h1')?.focus()}
      >
        Skip to content
      </button>
      <nav className="rail" aria-label="Sections">
        <a className="brand" href="#/" aria-label="Coach Stream, to your coaches">
          <span className="brand-mark" aria-hidden>
            <svg viewBox="0 0 32 32" role="presentation">
              <path d="M8 19c3 0 3-6 6-6s3 6 6 6 2-4 4-4" />
            </svg>
          </span>
          <span className="brand-name">Coach Stream</span>
        </a>
        <ul>
          {SECTIONS.map(({ path, label, icon: Icon, isHere }) => (
            <li key={path}>
              <a href={`#${path}`} {...(isHere(location) && { 'aria-current': 'page' as const })}>
                <Icon size={19} aria-hidden />
                <span>{label}</span>
              </a>
            </li>
          ))}
        </ul>
        <div className="rail-end">
          {outputs.stage === 'prod' ? null : <span className="stage-name">stage {outputs.stage}</span>}
          <button type="button" className="button button-quiet" onClick={signOut}>
            <LogOut size={16} aria-hidden /> Sign out
          </button>
        </div>
      </nav>
      <div className="shell-content">
        <div role="status">
          {!isOnline && (
            <p className="offline">You are offline. What arrives meanwhile is fetched once you are back.</p>
          )}
        </div>
        {children}
      </div>
    </div>
  );
}
