import { useState } from 'react';
import type { Stage } from '../app/load-stage.ts';
import * as cognito from '../auth/cognito.ts';
import type { SignInStep } from './sign-in-step.ts';

/** What a form gives; empty where a step does not ask for it. */
export interface SignInForm {
  readonly email: string;
  readonly password: string;
  readonly code: string;
}

/** The way in, step by step. */
export interface SignIn {
  readonly step: SignInStep;
  /** Where codes are sent. */
  readonly email: string;
  /** Words for a person. */
  readonly error: string | undefined;
  /** What has been done, such as sending another code. */
  readonly news: string | undefined;
  readonly isBusy: boolean;
  readonly goTo: (step: SignInStep) => void;
  readonly submit: (form: SignInForm) => void;
  readonly sendAnotherCode: () => void;
  readonly signInAsDemoUser: () => void;
}

/** Signs a person in, makes their account, or gives them another password. */
export function useSignIn({ outputs, demoUser }: Stage, onSignedIn: (tokens: cognito.Tokens) => void): SignIn {
  const [step, setStep] = useState<SignInStep>('signIn');
  // What was entered in an earlier step; in memory alone, and gone with the page.
  const [entered, setEntered] = useState({ email: '', password: '' });
  const [challenge, setChallenge] = useState<cognito.NewPasswordChallenge>();
  const [error, setError] = useState<string>();
  const [news, setNews] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  function goTo(next: SignInStep): void {
    setError(undefined);
    setNews(undefined);
    setStep(next);
  }

  async function attempt(action: () => Promise<cognito.Tokens | undefined>): Promise<void> {
    if (isBusy) {
      return;
    }
    setError(undefined);
    setNews(undefined);
    setIsBusy(true);
    try {
      const tokens = await action();
      setIsBusy(false);
      if (tokens !== undefined) {
        onSignedIn(tokens);
      }
    } catch (thrown) {
      setIsBusy(false);
      if (!(thrown instanceof cognito.SignInError)) {
        setError('Signing in did not work. Try again.');
        return;
      }
      if (thrown.challenge) {
        setChallenge(thrown.challenge);
        setStep('newPassword');
        return;
      }
      setError(thrown.message);
      if (thrown.code === 'UserNotConfirmedException') {
        setStep('confirm');
      }
    }
  }

  async function take(form: SignInForm): Promise<cognito.Tokens | undefined> {
    const email = form.email === '' ? entered.email : form.email;
    const password = form.password === '' ? entered.password : form.password;
    setEntered({ email, password });
    switch (step) {
      case 'signIn':
        return cognito.signIn(outputs, email, password);
      case 'signUp':
        if (await cognito.signUp(outputs, email, password)) {
          setStep('confirm');
          return undefined;
        }
        return cognito.signIn(outputs, email, password);
      case 'confirm':
        await cognito.confirmSignUp(outputs, email, form.code);
        return cognito.signIn(outputs, email, password);
      case 'forgot':
        await cognito.forgotPassword(outputs, email);
        setStep('reset');
        return undefined;
      case 'reset':
        await cognito.resetPassword(outputs, { username: email, code: form.code, password });
        return cognito.signIn(outputs, email, password);
      case 'newPassword':
        return challenge && cognito.chooseFirstPassword(outputs, challenge, password);
      default:
        return step satisfies never;
    }
  }

  return {
    step,
    email: entered.email,
    error,
    news,
    isBusy,
    goTo,
    submit: (form) => void attempt(() => take(form)),
    sendAnotherCode: () =>
      void attempt(async () => {
        const send = step === 'confirm' ? cognito.resendCode : cognito.forgotPassword;
        await send(outputs, entered.email);
        setNews('Another code is on its way.');
        return undefined;
      }),
    signInAsDemoUser: () =>
      void attempt(async () => demoUser && cognito.signIn(outputs, demoUser.username, demoUser.password)),
  };
}
