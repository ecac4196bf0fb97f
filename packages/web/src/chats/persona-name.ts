/** A persona's name as a person reads it: `drill_sergeant` is `Drill sergeant`. */
export function personaName(id: string): string {
  const words = id === 'default' ? 'all-round coach' : id.replaceAll('_', ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
