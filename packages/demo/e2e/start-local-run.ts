export default async function startLocalRun(): Promise<void> {}
