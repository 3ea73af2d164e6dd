/** The ticket register: which ticket was issued for which seat, onto which chip. */
@org.jspecify.annotations.NullMarked
package org.stile.center.register;
