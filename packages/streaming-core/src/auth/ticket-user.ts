/** What a ticket of a user's begins with, before its dot and its random part. */
export function toTicketUser(userId: string): string {
  return Buffer.from(userId).toString('base64url');
}

/** The user that a ticket says it was given to. Proves nothing: whoever stored the ticket has to know it. */
export function userOfTicket(ticket: string): string {
  return Buffer.from(ticket.split('.', 1)[0] ?? '', 'base64url').toString();
}
