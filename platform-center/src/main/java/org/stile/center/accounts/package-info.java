/** Accounts, sessions, API tokens: who is calling, and what they may do. */
@org.jspecify.annotations.NullMarked
package org.stile.center.accounts;
