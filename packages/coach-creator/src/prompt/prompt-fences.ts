/** The names of the fences that a prompt's last message has, in their order. */
export const PROMPT_FENCES = {
  session: 'session',
  directive: 'critical_directive',
  earlierAnswers: 'earlier_answers',
  lastReply: 'last_reply',
  currentQuestion: 'current_question',
  nextQuestion: 'next_question',
  answer: 'answer',
} as const;
