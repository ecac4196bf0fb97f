/** An answer to every question of the coach creator. */
export const EVERYTHING =
  'I want to squat 140 kg by next summer. I am 36 and have two small children. I have lifted for about three years, four ' +
  'times a week, an hour in the evening. No injuries. A rack, a barbell and dumbbells in my garage. I love squats and do ' +
  'not like running. Calm and friendly, please. I look at my lifts and my sleep. Maybe a small local meet next year.';
