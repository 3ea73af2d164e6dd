/** The commands of the center beside serving: keys, accounts, audit. */
@org.jspecify.annotations.NullMarked
package org.stile.center.cli;
