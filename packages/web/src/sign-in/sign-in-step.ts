/** Where a person is on the way in. */
export type SignInStep = 'signIn' | 'signUp' | 'confirm' | 'forgot' | 'reset' | 'newPassword';

/** What a step asks for, and what it is called. */
export interface StepWords {
  readonly title: string;
  readonly lead: string;
  /** What the button says. */
  readonly action: string;
  readonly asksEmail: boolean;
  readonly asksCode: boolean;
  /** `own`: the one that the account has; `new`: one to be chosen. */
  readonly password?: 'own' | 'new';
}

/** Every step. */
export const STEPS: Readonly<Record<SignInStep, StepWords>> = {
  signIn: {
    title: 'Sign in',
    lead: 'A coach that knows your training, and answers as you watch.',
    action: 'Sign in',
    asksEmail: true,
    asksCode: false,
    password: 'own',
  },
  signUp: {
    title: 'Create an account',
    lead: 'A coach that knows your training, and answers as you watch.',
    action: 'Create account',
    asksEmail: true,
    asksCode: false,
    password: 'new',
  },
  confirm: {
    title: 'Confirm your address',
    lead: 'Enter the code that was sent to',
    action: 'Confirm and sign in',
    asksEmail: false,
    asksCode: true,
  },
  forgot: {
    title: 'Forgot your password?',
    lead: 'Tell us your address, and a code by which to choose another one will be sent there.',
    action: 'Send the code',
    asksEmail: true,
    asksCode: false,
  },
  reset: {
    title: 'Choose a new password',
    lead: 'If there is an account, a code was sent to',
    action: 'Save and sign in',
    asksEmail: false,
    asksCode: true,
    password: 'new',
  },
  newPassword: {
    title: 'Choose your password',
    lead: 'The one that you were given holds for one use. At least 12 characters.',
    action: 'Save and sign in',
    asksEmail: false,
    asksCode: false,
    password: 'new',
  },
};
