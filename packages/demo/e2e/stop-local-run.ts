export default async function stopLocalRun(): Promise<void> {}
