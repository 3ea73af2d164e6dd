/** What an event came to, afterwards: attendance, no-shows, arrivals, signed. */
@org.jspecify.annotations.NullMarked
package org.stile.center.settlement;
