import { type RefObject, useEffect } from 'react';

/**
 * Moves the focus to the input when somebody begins to type while nothing that takes keys has it, such as the heading
 * behind a navigation.
 */
export function useTypeToFocus(inputRef: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const onKeyDown = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      const isCharacter = [...key].length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
      if (isCharacter && document.activeElement?.matches('body, h1')) {
        inputRef.current?.focus();
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [inputRef]);
}
