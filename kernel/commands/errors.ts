/** A failure that the user can mend: the message says what to do, and is shown without a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
}
