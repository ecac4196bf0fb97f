import type { CoachStreamClient, Outputs } from '@coach-stream/client';
import { createContext, useContext } from 'react';
import type { ImageAddresses } from '../conversation/image-addresses.ts';
import type { UserStorage } from './user-storage.ts';

/** What every page behind the sign-in needs. */
export interface AppContextValue {
  readonly client: CoachStreamClient;
  readonly outputs: Outputs;
  readonly userId: string;
  /** What is kept for this person in this browser. */
  readonly storage: UserStorage;
  /** Where the images that this person has sent can be seen. */
  readonly images: ImageAddresses;
  readonly signOut: () => void;
}

/** Provided by the app once somebody is signed in. */
export const AppContext = createContext<AppContextValue | undefined>(undefined);

/** The signed-in person's client. @throws Error outside of the signed-in app */
export function useApp(): AppContextValue {
  const value = useContext(AppContext);
  if (value === undefined) {
    throw new Error('There is no signed-in app around this component.');
  }
  return value;
}
